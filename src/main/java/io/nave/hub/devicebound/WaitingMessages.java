package io.nave.hub.devicebound;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Wakes connections of this replica whose queue has messages, now and then: a wake-up that was lost between replicas delays a
 * message by half a minute, and no longer.
 */
@Singleton
public final class WaitingMessages {

    private static final Duration PACE = Duration.ofSeconds(30);
    private static final int AT_ONCE = 1000;

    private final DeviceBoundQueue queue;
    private final ConnectionTable connections;

    public WaitingMessages(DeviceBoundQueue queue, ConnectionTable connections) {
        this.queue = queue;
        this.connections = connections;
    }

    /** Looks again and again, until it is cancelled; the server subscribes once. */
    public Multi<Void> run() {
        return Multi.createFrom().ticks().every(PACE).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> look());
    }

    /** One look at the queues of all devices that are connected here. */
    Uni<Void> look() {
        return Multi.createFrom().iterable(connections.all())
                .filter(connection -> connection.client().module().isEmpty())
                .map(WaitingMessages::queueOf)
                .group().intoLists().of(AT_ONCE)
                .onItem().transformToUniAndConcatenate(this::wake)
                .collect().last().replaceWithVoid();
    }

    private static QueueId queueOf(DeviceConnection connection) {
        return new QueueId(connection.client().device(), connection.proof().generationId());
    }

    private Uni<Void> wake(List<QueueId> queues) {
        return queue.depths(queues).invoke(this::wake).replaceWithVoid();
    }

    private void wake(Map<QueueId, Integer> waiting) {
        waiting.forEach(this::wake);
    }

    private void wake(QueueId queue, int messages) {
        if (messages > 0) {
            connections.messagesWaiting(new ClientId(queue.device(), Optional.empty()));
        }
    }
}
