import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import com.microsoft.azure.sdk.iot.service.auth.IotHubConnectionString;
import com.microsoft.azure.sdk.iot.service.auth.IotHubConnectionStringBuilder;
import com.microsoft.azure.sdk.iot.service.auth.IotHubServiceSasToken;

/** Calls of the REST API that no SDK has a method for, with a token that the SDK makes. */
final class Rest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Rest() {
    }

    /** Without a body. */
    static HttpResponse<String> send(String method, String path) throws Exception {
        IotHubConnectionString owner = IotHubConnectionStringBuilder.createIotHubConnectionString(Hub.OWNER);
        URI uri = URI.create("https://" + owner.getHostName() + path + "?api-version=2021-04-12");
        return CLIENT.send(HttpRequest.newBuilder(uri).header("Authorization", new IotHubServiceSasToken(owner).toString())
                .method(method, HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
    }
}
