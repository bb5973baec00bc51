package io.nave.devicebound;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.Enqueued;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.QueueView;
import io.nave.hub.devicebound.Received;
import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Queues that do what others do, but for what a subclass does otherwise. */
class ForwardingQueue implements DeviceBoundQueue {

    final DeviceBoundQueue right;

    ForwardingQueue(DeviceBoundQueue right) {
        this.right = right;
    }

    @Override
    public Uni<Enqueued> enqueue(QueueId queue, DeviceBoundMessage message, Instant expiresAt) {
        return right.enqueue(queue, message, expiresAt);
    }

    @Override
    public Uni<Received> receive(QueueId queue, String connection, int max) {
        return right.receive(queue, connection, max);
    }

    @Override
    public Uni<Void> takeOver(QueueId queue, String connection) {
        return right.takeOver(queue, connection);
    }

    @Override
    public Uni<Void> release(QueueId queue, String connection) {
        return right.release(queue, connection);
    }

    @Override
    public void whenChanged(Consumer<QueueId> action) {
        right.whenChanged(action);
    }

    @Override
    public Uni<Settlement> complete(QueueId queue, LockToken token) {
        return right.complete(queue, token);
    }

    @Override
    public Uni<Settlement> reject(QueueId queue, LockToken token) {
        return right.reject(queue, token);
    }

    @Override
    public Uni<Settlement> abandon(QueueId queue, LockToken token) {
        return right.abandon(queue, token);
    }

    @Override
    public Uni<Long> purge(QueueId queue) {
        return right.purge(queue);
    }

    @Override
    public Uni<Map<QueueId, Integer>> depths(Collection<QueueId> queues) {
        return right.depths(queues);
    }

    @Override
    public Uni<QueueView> view(QueueId queue, int max) {
        return right.view(queue, max);
    }

    @Override
    public Uni<Void> delete(QueueId queue) {
        return right.delete(queue);
    }

    @Override
    public Multi<Void> upkeep() {
        return right.upkeep();
    }
}
