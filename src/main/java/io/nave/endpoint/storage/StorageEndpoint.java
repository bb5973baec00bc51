package io.nave.endpoint.storage;

import java.time.Clock;
import java.time.Duration;

import io.nave.hub.blobs.MessageContainer;
import io.nave.hub.blobs.MessageContainers;
import io.nave.hub.blobs.StorageConnection;
import io.nave.hub.id.HubNames;
import io.nave.routing.endpoints.EndpointSender;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.endpoints.StorageSettings;
import io.smallrye.mutiny.Uni;

/**
 * Writes messages to files, as many at a time as the endpoint's batch time and size allow (semantics §1.3). Connects to nothing
 * of its own.
 */
public final class StorageEndpoint implements EndpointSender {

    private final StorageSettings settings;
    private final FileNames names;
    private final MessageContainer container;
    private final Clock clock;

    /** Fails with ARGUMENT_INVALID when the connection string is none, which the settings have seen to. */
    public StorageEndpoint(StorageSettings settings, MessageContainers containers, HubNames names, Clock clock) {
        this.settings = settings;
        this.names = new FileNames(settings.fileNameFormat(), names.shortName(), settings.encoding());
        this.container = settings.connectionString()
                .map(secret -> containers.ofAccount(StorageConnection.parse(secret.reveal()), settings.containerName()))
                .orElseGet(() -> containers.ofHub(settings.containerName()));
        this.clock = clock;
    }

    @Override
    public PartitionSender partition(int partition) {
        return new StoragePartition(this, partition);
    }

    /** Begins the file for what a partition has from now on. */
    Uni<FileInProgress> begin(int partition) {
        return Uni.createFrom().deferred(() -> container.begin(names.of(partition, clock.instant())))
                .map(file -> new FileInProgress(file, FileFormat.of(settings.encoding()), clock.instant()));
    }

    /** After how long it is to be published, which is negative when it should have been. */
    Duration left(FileInProgress file) {
        return Duration.between(clock.instant(), file.begunAt().plus(settings.batchTime()));
    }

    /** After how many bytes. */
    long maxBytes() {
        return settings.maxBytes();
    }

    @Override
    public Uni<Void> close() {
        return Uni.createFrom().voidItem();
    }
}
