package io.nave.protocol.blob;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SasTokens;
import io.nave.hubprocess.TrustedAuthority;

/** Where a device was told to put a file (device-protocols §3.6): the path with its container, and the token. */
record GrantedBlob(String path, String token) {

    /** Asks as that device, which must be there. */
    static GrantedBlob of(HubProcess hub, String device, String key, String name) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().sslContext(TrustedAuthority.of(hub.caCertificate()).sslContext())
                .version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest
                .newBuilder(server(hub).resolve("/devices/" + device + "/files?api-version=2021-04-12"))
                .header("Authorization", SasTokens.device(hub.host(), device, key, Duration.ofHours(1)))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"blobName\":\"" + name + "\"}")).build();
        JsonNode answer = new ObjectMapper().readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        return new GrantedBlob(answer.path("containerName").asText() + "/" + answer.path("blobName").asText(),
                answer.path("sasToken").asText());
    }

    private static URI server(HubProcess replica) {
        return URI.create("https://" + replica.host() + ":" + replica.httpsPort());
    }

    StorageClient at(HubProcess replica) {
        return StorageClient.of(server(replica), path, token);
    }

    /** Sends half of this and then nothing; {@code more} is added to the token. */
    HalfUpload half(HubProcess replica, String more, byte[] content) throws IOException {
        return new HalfUpload(server(replica), "/" + path + token + more, content);
    }
}
