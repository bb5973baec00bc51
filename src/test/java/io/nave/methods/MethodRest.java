package io.nave.methods;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.nave.TestEngines;
import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SasTokens;
import io.nave.hubprocess.TrustedAuthority;
import io.nave.protocol.http.RawHttp;

/** REST as a back end with the owner's rights calls it (service-protocols §5.11, §5.17). */
final class MethodRest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client;
    private final URI root;
    private final String token;

    private MethodRest(HttpClient.Builder client, URI root, String token) {
        this.client = client.version(HttpClient.Version.HTTP_1_1).build();
        this.root = root;
        this.token = token;
    }

    /** Through that replica of the hub with that name. */
    static MethodRest of(HubProcess replica, String hubName) {
        return new MethodRest(
                HttpClient.newBuilder().sslContext(TrustedAuthority.of(replica.caCertificate()).sslContext()),
                URI.create("https://" + replica.host() + ":" + replica.httpsPort()),
                SasTokens.policy(hubName, HubProcess.OWNER, replica.ownerKey()));
    }

    /** Of the hub that runs within this test. */
    static MethodRest of(URI server) {
        try {
            return new MethodRest(HttpClient.newBuilder().sslContext(RawHttp.trustingAnybody()), server,
                    SasTokens.policy("127.0.0.1", HubProcess.OWNER, TestEngines.POLICY_KEY));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was answered, and after how long. */
    record Answer(int status, HttpHeaders headers, String body, Duration took) {

        Optional<String> errorCode() {
            return headers.firstValue("iothub-errorcode");
        }
    }

    /** Invokes a method of {@code d} or {@code d/m}. */
    CompletableFuture<Answer> invoke(String client, String body) {
        return send("POST", "/twins/" + client.replace("/", "/modules/") + "/methods", body);
    }

    CompletableFuture<Answer> send(String method, String path, String body) {
        String separator = path.contains("?") ? "&" : "?";
        long start = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(root.resolve(path + separator + "api-version=2021-04-12"))
                .timeout(PATIENCE).header("Authorization", token).header("Content-Type", "application/json; charset=utf-8")
                .method(method, BodyPublishers.ofString(body)).build();
        return client.sendAsync(request, BodyHandlers.ofString()).thenApply(response -> answer(response, start));
    }

    private static Answer answer(HttpResponse<String> response, long start) {
        return new Answer(response.statusCode(), response.headers(), response.body(),
                Duration.ofNanos(System.nanoTime() - start));
    }
}
