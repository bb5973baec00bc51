package io.nave.twins;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SasTokens;
import io.nave.hubprocess.TrustedAuthority;

/** Twins as a back end with the owner's rights reaches them over REST (service-protocols §5.9). Any thread may use it. */
final class TwinRest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client;
    private final URI root;
    private final String token;

    private TwinRest(HttpClient client, URI root, String token) {
        this.client = client;
        this.root = root;
        this.token = token;
    }

    /** Through that replica of the hub with that name. */
    static TwinRest of(HubProcess replica, String hubName) {
        HttpClient client = HttpClient.newBuilder().sslContext(TrustedAuthority.of(replica.caCertificate()).sslContext())
                .version(HttpClient.Version.HTTP_1_1).build();
        return new TwinRest(client, URI.create("https://" + replica.host() + ":" + replica.httpsPort()),
                SasTokens.policy(hubName, HubProcess.OWNER, replica.ownerKey()));
    }

    /** What was answered. */
    record Answer(int status, Optional<String> errorCode, String body) {

        /** The twin of a 200; any other answer fails. */
        ObjectNode twin() {
            if (status != 200) {
                throw new AssertionError("Not a twin but " + status + ": " + body);
            }
            return TwinJson.object(body);
        }
    }

    /** The whole twin. */
    ObjectNode get(String id) {
        return send(request(id).GET()).twin();
    }

    Answer patch(String id, String body) {
        return write("PATCH", id, body, Optional.empty());
    }

    Answer put(String id, String body) {
        return write("PUT", id, body, Optional.empty());
    }

    /** PATCH or PUT, perhaps on condition of an etag. */
    Answer write(String method, String id, String body, Optional<String> ifMatch) {
        HttpRequest.Builder request = request(id).header("Content-Type", "application/json; charset=utf-8").method(method,
                HttpRequest.BodyPublishers.ofString(body));
        ifMatch.ifPresent(etag -> request.header("If-Match", '"' + etag + '"'));
        return send(request);
    }

    private HttpRequest.Builder request(String id) {
        return HttpRequest.newBuilder(root.resolve("/twins/" + id + "?api-version=2021-04-12")).timeout(PATIENCE)
                .header("Authorization", token);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers().firstValue("iothub-errorcode"), response.body());
        } catch (IOException e) {
            throw new IllegalStateException("No answer from " + root, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
