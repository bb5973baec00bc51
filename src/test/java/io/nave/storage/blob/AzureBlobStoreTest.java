package io.nave.storage.blob;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.files.BlobName;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A storage account that does not answer. */
class AzureBlobStoreTest {

    @Test
    void accountThatHangsIsAwayAndItsSignatureIsNotPrinted() throws IOException {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket hung = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // given
            AzureBlobStore store = new AzureBlobStore(config(hung.getLocalPort()), vertx, Clock.systemUTC());
            // when
            HubException refusal = catchThrowableOfType(HubException.class,
                    () -> store.find(new BlobName("d1/a")).await().atMost(Duration.ofSeconds(30)));
            // then
            assertThat(refusal.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
            assertThat(refusal.detail()).contains("cannot be reached");
            assertThat(printed(refusal)).doesNotContain("sig=");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static BlobConfig config(int port) {
        Map<String, String> settings = Map.of("nave.files.store", "azure", "nave.files.azure.account", "name",
                "nave.files.azure.key", "a2V5IG9mIHRoZSBhY2NvdW50", "nave.files.azure.endpoint",
                "http://127.0.0.1:" + port + "/name");
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(BlobConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(BlobConfig.class);
    }
}
