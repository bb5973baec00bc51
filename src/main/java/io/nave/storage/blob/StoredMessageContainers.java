package io.nave.storage.blob;

import java.nio.file.Path;
import java.time.Clock;

import jakarta.inject.Singleton;

import io.nave.hub.blobs.MessageContainer;
import io.nave.hub.blobs.MessageContainers;
import io.nave.hub.blobs.MessageFileFailure;
import io.nave.hub.blobs.MessageFileFailure.Reason;
import io.nave.hub.blobs.StorageConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Where files of messages go: to where uploads go, but into containers of their own, or to an account that an endpoint names.
 * Such
 * an account has a certificate that the JDK knows, or of the authority that {@code nave.jobs.storage.ca-certificate} names.
 */
@Singleton
final class StoredMessageContainers implements MessageContainers {

    private final BlobConfig config;
    private final StorageHttp ofHub;
    private final StorageHttp ofOthers;
    private final Clock clock;

    StoredMessageContainers(BlobConfig config, JobStorageConfig jobs, Vertx vertx, Clock clock) {
        this.config = config;
        this.ofHub = new StorageHttp(vertx, config.azure().caCertificate());
        this.ofOthers = new StorageHttp(vertx, jobs.caCertificate());
        this.clock = clock;
    }

    @Override
    public MessageContainer ofHub(String container) {
        return switch (config.store()) {
            case LOCAL -> new LocalMessageContainer(
                    BlobPaths.ofMessages(Path.of(config.directory()).toAbsolutePath(), container), config.limits().keepFree());
            case AZURE -> new AzureMessageContainer(ofHub, AzureAccount.of(AzureAccount.connection(config), container), clock);
            case NONE -> name -> Uni.createFrom().failure(new MessageFileFailure(Reason.NO_CONTAINER,
                    "This hub has no storage for files (nave.files.store=none)"));
        };
    }

    @Override
    public MessageContainer ofAccount(StorageConnection account, String container) {
        return new AzureMessageContainer(isOfHub(account) ? ofHub : ofOthers, AzureAccount.of(account, container), clock);
    }

    private boolean isOfHub(StorageConnection account) {
        return config.store() == BlobConfig.Store.AZURE
                && AzureAccount.connection(config).endpoint().equals(account.endpoint());
    }
}
