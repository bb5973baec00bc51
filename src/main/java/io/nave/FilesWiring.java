package io.nave;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.nave.hub.blobs.BlobSignatures;
import io.nave.hub.blobs.BlockBlobs;
import io.nave.hub.blobs.ContainerName;
import io.nave.hub.blobs.LocalContainer;
import io.nave.hub.blobs.SigningKeys;
import io.nave.hub.files.BlobStore;
import io.nave.hub.id.HubNames;
import io.nave.storage.blob.AzureBlobStore;
import io.nave.storage.blob.BlobConfig;
import io.nave.storage.blob.LocalBlobStore;
import io.nave.storage.blob.NoBlobStore;
import io.vertx.core.Vertx;

/** Where the files lie that devices upload. */
@Singleton
final class FilesWiring {

    private static final int STANDARD_PORT = 443;
    private static final String PURPOSE = "signatures of uploads";

    /** The hub's own container, and what is in it. */
    @Singleton
    record LocalStorage(LocalContainer container, BlockBlobs blobs) {
    }

    @Produces
    @Singleton
    LocalContainer container(BlobConfig config, SigningKeys keys) {
        boolean local = config.store() == BlobConfig.Store.LOCAL;
        return new LocalContainer(local ? Optional.of(new ContainerName(config.container())) : Optional.empty(),
                new BlobSignatures(LocalContainer.ACCOUNT, config.container(), keys.derive(PURPOSE)), config.maxTransfers(),
                config.maxBlocks());
    }

    @Produces
    @Singleton
    BlobStore store(BlobConfig config, LocalStorage local, HubNames names, Vertx vertx, Clock clock) {
        return switch (config.store()) {
            case LOCAL -> new LocalBlobStore(host(config, names), config.container(), local.container().signatures(),
                    local.blobs());
            case AZURE -> new AzureBlobStore(config, vertx, clock);
            case NONE -> new NoBlobStore();
        };
    }

    private static String host(BlobConfig config, HubNames names) {
        String port = config.httpsPort() == STANDARD_PORT ? "" : ":" + config.httpsPort();
        return config.hostName().orElse(names.host() + port);
    }
}
