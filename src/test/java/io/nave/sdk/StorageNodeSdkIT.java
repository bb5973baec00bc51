package io.nave.sdk;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import io.nave.TestEngines;
import io.nave.hub.files.BlobName;
import io.nave.hub.files.BlobStore;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Azure's storage client for Node uploads to the hub's own storage: small and large, whole and in blocks, and after a break.
 */
@QuarkusTest
@WithTestResource(TestEngines.class)
class StorageNodeSdkIT {

    private static final Duration TO_RUN = Duration.ofSeconds(120);
    private static final long LAST_SIZE = 3 << 20;

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    @Inject
    BlobStore store;
    @ConfigProperty(name = "nave.tls.certificate")
    String certificate;

    @Test
    void clientUploads() {
        // given
        BlobName blob = new BlobName("dev 1/grüße #1.bin");
        URI uri = URI.create(store.uri(blob));
        String token = store.grant(blob, Instant.now().plus(Duration.ofMinutes(10))).sasToken();
        // when
        Map<String, String> environment = Map.of("NODE_EXTRA_CA_CERTS",
                Path.of(certificate).resolveSibling("ca.pem").toString(), "BLOB_URI",
                "https://" + server.getAuthority() + uri.getRawPath() + token);
        new Program(List.of("node", "--no-deprecation", "upload.js"), Azurite.packages(), environment).run(TO_RUN);
        // then
        assertThat(store.find(blob).await().atMost(Duration.ofSeconds(5)).orElseThrow().size()).isEqualTo(LAST_SIZE);
    }
}
