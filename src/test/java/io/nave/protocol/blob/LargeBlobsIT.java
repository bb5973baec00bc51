package io.nave.protocol.blob;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.nave.hub.blobs.BlobSignatures;
import io.nave.hub.files.BlobName;
import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;
import io.nave.hubprocess.TrustedAuthority;

import static org.assertj.core.api.Assertions.assertThat;

/** Files that do not fit into the hub's memory (512 MB), several at a time. */
@Tag("long")
class LargeBlobsIT {

    private static final long SIZE = 300L << 20;
    private static final int AT_A_TIME = 4;

    private static HubProcess hub;
    private static HttpClient http;
    private static BlobSignatures signatures;

    @BeforeAll
    static void start() throws GeneralSecurityException {
        hub = HubProcess.start(SharedHub.newDirectory());
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .sslContext(TrustedAuthority.of(hub.caCertificate()).sslContext()).build();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
        byte[] key = mac.doFinal("nave key for signatures of uploads".getBytes(StandardCharsets.UTF_8));
        signatures = new BlobSignatures("nave", "uploads", List.of(new SecretKeySpec(key, "HmacSHA256")));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void severalPassThroughAtATime() {
        try (ExecutorService clients = Executors.newFixedThreadPool(AT_A_TIME)) {
            List<CompletableFuture<Void>> transfers = new ArrayList<>();
            for (int i = 0; i < AT_A_TIME; i++) {
                String blob = "large/" + i;
                transfers.add(CompletableFuture.runAsync(() -> passThrough(blob), clients));
            }
            transfers.forEach(CompletableFuture::join);
        }
        assertThat(hub.files().resolve(".nave/writing")).isEmptyDirectory();
    }

    private static void passThrough(String blob) {
        try {
            long begun = System.nanoTime();
            assertThat(http.send(put(blob), HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(201);
            long put = System.nanoTime();
            HttpRequest get = HttpRequest.newBuilder(uri(blob)).build();
            try (InputStream content = http.send(get, HttpResponse.BodyHandlers.ofInputStream()).body()) {
                assertThat(PatternStream.same(content, SIZE)).isEqualTo(SIZE);
            }
            System.out.printf("300 MB: %.1f s up, %.1f s down%n", (put - begun) / 1e9, (System.nanoTime() - put) / 1e9);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest put(String blob) {
        return HttpRequest.newBuilder(uri(blob)).header("x-ms-blob-type", "BlockBlob")
                .PUT(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(() -> new PatternStream(SIZE)), SIZE))
                .build();
    }

    private static URI uri(String blob) {
        String token = signatures.forBlob(new BlobName(blob), "rw", Instant.now().plus(Duration.ofMinutes(10)));
        return URI.create("https://" + hub.host() + ":" + hub.httpsPort() + "/uploads/" + blob + token);
    }
}
