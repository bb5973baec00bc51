package io.nave.endpoint.storage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.nave.hub.blobs.MessageFileFailure;
import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.EndpointFault.Category;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.outbox.OutboxEntry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Collects the entries of a partition in one file after the other. The checkpoint stays at the first entry of a file until the
 * file is published. Messages are encoded on worker threads.
 */
final class StoragePartition implements PartitionSender {

    private final StorageEndpoint endpoint;
    private final int partition;
    private Optional<FileInProgress> current = Optional.empty();
    private long checkpoint;
    private long next;

    StoragePartition(StorageEndpoint endpoint, int partition) {
        this.endpoint = endpoint;
        this.partition = partition;
    }

    @Override
    public Uni<Delivery> send(List<OutboxEntry> entries) {
        return Uni.createFrom().voidItem().emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(() -> addAll(entries))
                .chain(this::publishIfDue)
                .map(done -> Delivery.upTo(checkpoint))
                .onFailure().recoverWithUni(this::failed);
    }

    /** Piece by piece, and with as many files as it takes. */
    private Uni<Void> addAll(List<OutboxEntry> entries) {
        return entries.isEmpty()
                ? Uni.createFrom().voidItem()
                : file(entries.getFirst()).chain(file -> addSome(file, entries)).chain(this::addAll);
    }

    private Uni<FileInProgress> file(OutboxEntry first) {
        if (current.isPresent()) {
            return Uni.createFrom().item(current.get());
        }
        checkpoint = first.sequence();
        return endpoint.begin(partition).invoke(file -> current = Optional.of(file));
    }

    /** Completes with those that are left. */
    private Uni<List<OutboxEntry>> addSome(FileInProgress file, List<OutboxEntry> entries) {
        int added = file.add(entries, endpoint.maxBytes());
        next = added == 0 ? next : entries.get(added - 1).sequence() + 1;
        Uni<Void> stored = file.isFull(endpoint.maxBytes()) ? publish(file) : file.storePiece();
        return stored.replaceWith(entries.subList(added, entries.size()));
    }

    private Uni<Void> publish(FileInProgress file) {
        return file.publish().invoke(this::published);
    }

    private void published() {
        current = Optional.empty();
        checkpoint = next;
    }

    private Uni<Void> publishIfDue() {
        return current.filter(file -> !endpoint.left(file).isPositive()).map(this::publish)
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Delivery> failed(Throwable failure) {
        return close().replaceWith(Delivery.failedAt(checkpoint, fault(failure)));
    }

    private static EndpointFault fault(Throwable failure) {
        if (!(failure instanceof MessageFileFailure known)) {
            return new EndpointFault(Category.INTERNAL_ERROR, "The file could not be written: " + failure.getClass().getName());
        }
        return new EndpointFault(switch (known.reason()) {
            case AWAY -> Category.TRANSIENT;
            case UNAUTHORIZED -> Category.UNAUTHORIZED;
            case FULL -> Category.QUEUE_FULL;
            case NO_CONTAINER -> Category.ENDPOINT_EXTERNALLY_DISABLED;
        }, known.detail());
    }

    @Override
    public Optional<Duration> patience() {
        return current.map(endpoint::left).map(left -> left.isNegative() ? Duration.ZERO : left);
    }

    @Override
    public Uni<Void> close() {
        Optional<FileInProgress> unfinished = current;
        current = Optional.empty();
        return unfinished.map(FileInProgress::drop).orElseGet(() -> Uni.createFrom().voidItem());
    }
}
