package io.nave.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The hub's HTTPS side as the benchmark needs it: is it ready, and create these devices (service-protocols §5.2). */
final class HubRest implements AutoCloseable {

    private static final int AT_ONCE = 32;
    private static final String JSON = "application/json; charset=utf-8";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final String host;
    private final int port;
    private final HttpClient client;
    private final String token;

    HubRest(String host, int port, Path caCertificate) {
        this.host = host;
        this.port = port;
        this.token = SharedAccessToken.of(host, "iothubowner", HubReplica.POLICY_KEY);
        this.client = HttpClient.newBuilder().sslContext(trusting(caCertificate)).connectTimeout(TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1).build();
    }

    private static SSLContext trusting(Path caCertificate) {
        try (InputStream pem = Files.newInputStream(caCertificate)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new BenchFailure(caCertificate + " cannot be used", e);
        }
    }

    boolean ready() {
        try {
            return client.send(request("/q/health/ready").build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new BenchFailure("Interrupted.", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://" + host + ":" + port + path)).timeout(TIMEOUT);
    }

    /** Creates devices 0 to count - 1, some at a time. */
    void createDevices(int count, String prefix) {
        try {
            for (int from = 0; from < count; from += AT_ONCE) {
                CompletableFuture.allOf(IntStream.range(from, Math.min(from + AT_ONCE, count))
                        .mapToObj(i -> create(prefix + i)).toArray(CompletableFuture[]::new)).join();
            }
        } catch (CompletionException e) {
            throw new BenchFailure("The devices cannot be created", e.getCause());
        }
    }

    private CompletableFuture<?> create(String deviceId) {
        HttpRequest request = authorized("/devices/" + deviceId + "?api-version=2021-04-12")
                .header("Content-Type", JSON)
                .PUT(HttpRequest.BodyPublishers.ofString("{\"deviceId\":\"" + deviceId + "\"}")).build();
        return client.sendAsync(request, BodyHandlers.ofString()).thenAccept(HubRest::expectOk);
    }

    private HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", token);
    }

    /** Sends that many bulk items as the body of {@code POST /devices}. */
    CompletableFuture<?> createInBulk(String body) {
        HttpRequest request = authorized("/devices?api-version=2021-04-12").header("Content-Type", JSON)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return client.sendAsync(request, BodyHandlers.ofString()).thenAccept(HubRest::expectOk);
    }

    /** Puts a JSON document. */
    void put(String path, String body) {
        HttpRequest request = authorized(path).header("Content-Type", JSON).PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        client.sendAsync(request, BodyHandlers.ofString()).thenAccept(HubRest::expectOk).join();
    }

    /** Gets a path, and how long that took in nanoseconds. */
    Timed get(String path) {
        long begin = System.nanoTime();
        try {
            HttpResponse<String> answer = client.send(authorized(path).GET().build(), BodyHandlers.ofString());
            expectOk(answer);
            return new Timed(System.nanoTime() - begin, answer.body());
        } catch (IOException e) {
            throw new BenchFailure(path + " cannot be read", e);
        } catch (InterruptedException e) {
            throw new BenchFailure("Interrupted.", e);
        }
    }

    /** An answer and the time it took. */
    record Timed(long nanos, String body) {
    }

    private static void expectOk(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new BenchFailure(answer.uri() + " answered " + answer.statusCode() + " " + answer.body());
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
