package io.nave.storage.blob;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

import io.nave.hub.blobs.MessageContainers;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;

/** Where a hub that is configured so has its files of messages. */
public final class TestMessageContainers {

    private TestMessageContainers() {
    }

    /** With nothing reserved on the disk unless the settings say otherwise. */
    public static MessageContainers of(Path directory, Vertx vertx, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("nave.files.directory", directory.toString(), "nave.files.keep-free",
                "0"));
        all.putAll(settings);
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(BlobConfig.class)
                .withMapping(JobStorageConfig.class).withSources(new PropertiesConfigSource(all, "test", 100)).build();
        return new StoredMessageContainers(config.getConfigMapping(BlobConfig.class),
                config.getConfigMapping(JobStorageConfig.class), vertx, Clock.systemUTC());
    }
}
