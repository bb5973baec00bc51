package io.nave.sdk;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.files.BlobName;
import io.nave.hub.files.BlobProperties;
import io.nave.hub.files.UploadTarget;
import io.nave.hubprocess.SharedHub;
import io.nave.storage.blob.AzureBlobStore;
import io.nave.storage.blob.BlobConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A storage account that is not the hub's: what the hub signs, Azure's emulator takes from Azure's client. */
class AzuriteIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int LAST_SIZE = 3 << 20;

    private static Azurite azurite;
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        azurite = Azurite.start(SharedHub.newDirectory());
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        azurite.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void clientUploadsWithWhatTheHubSigned() {
        // given
        AzureBlobStore store = store(Azurite.KEY);
        BlobName blob = new BlobName("dev 1/grüße #1.bin");
        assertThat(store.find(blob).await().atMost(LIMIT)).isEmpty();
        // when
        UploadTarget target = store.grant(blob, Instant.now().plus(Duration.ofMinutes(10)));
        assertThat("https://" + target.hostName() + "/" + target.containerName()).isEqualTo(azurite.endpoint() + "/uploads");
        azurite.script("upload.js", Map.of("BLOB_URI", store.uri(blob) + target.sasToken()));
        // then
        BlobProperties found = store.find(blob).await().atMost(LIMIT).orElseThrow();
        assertThat(found.size()).isEqualTo(LAST_SIZE);
        assertThat(found.modifiedAt()).isBetween(Instant.now().minus(Duration.ofMinutes(10)), Instant.now().plusSeconds(5));
    }

    @Test
    void wrongKeyIsAnAccountThatDoesNotAnswer() {
        AzureBlobStore store = store("d3Jvbmc=");
        assertAway(store, "403");
    }

    @Test
    void accountThatIsAwayIsToldSo() {
        AzureBlobStore store = store(Map.of("nave.files.azure.endpoint", "https://127.0.0.1:1/" + Azurite.ACCOUNT,
                "nave.files.azure.key", Azurite.KEY));
        assertAway(store, "cannot be reached");
    }

    private static void assertAway(AzureBlobStore store, String why) {
        assertThatThrownBy(() -> store.find(new BlobName("x")).await().atMost(LIMIT))
                .isInstanceOfSatisfying(HubException.class,
                        away -> assertThat(away.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE))
                .hasMessageContaining(why).hasMessageNotContaining("sig=");
    }

    private static AzureBlobStore store(String key) {
        return store(Map.of("nave.files.azure.endpoint", azurite.endpoint(), "nave.files.azure.key", key));
    }

    private static AzureBlobStore store(Map<String, String> more) {
        Map<String, String> settings = new java.util.HashMap<>(Map.of("nave.files.store", "azure", "nave.files.container",
                Azurite.CONTAINER, "nave.files.azure.account", Azurite.ACCOUNT, "nave.files.azure.ca-certificate",
                azurite.caCertificate().toString()));
        settings.putAll(more);
        BlobConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(BlobConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(BlobConfig.class);
        return new AzureBlobStore(config, vertx, Clock.systemUTC());
    }
}
