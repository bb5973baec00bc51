package io.nave.protocol.http;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.Received;
import io.nave.hub.id.ClientId;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;

/**
 * Receives the next message of a device that has no connection, and where {@link HttpsConfig#receiveWait()} is set, waits for
 * one.
 * A message that comes by way of this replica wakes its device at once; for what others took, and for locks that run out, the
 * queue is looked at every two seconds. Whoever is more than {@link HttpsConfig#maxWaiting()} does not wait. From any thread.
 */
@Singleton
final class LongPolls {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final DeviceBoundQueue queue;
    private final ConnectionTable connections;
    private final Clock clock;
    private final Duration patience;
    private final Semaphore room;
    private final ConcurrentMap<ClientId, Set<LongPoll>> waiting = new ConcurrentHashMap<>();

    LongPolls(DeviceBoundQueue queue, ConnectionTable connections, Clock clock, HttpsConfig config) {
        LongPollLimits limits = config.limits();
        this.queue = queue;
        this.connections = connections;
        this.clock = clock;
        this.patience = limits.patience();
        this.room = new Semaphore(limits.most());
    }

    void start(@Observes StartupEvent event) {
        connections.whenMessagesWait(this::wake);
    }

    private void wake(ClientId client) {
        waiting.getOrDefault(client, Set.of()).forEach(LongPoll::wake);
    }

    /** At most one message; none for a client that {@code gone} says has left meanwhile. */
    Uni<Received> receive(QueueId id, BooleanSupplier gone) {
        return patience.isZero() || !room.tryAcquire() ? queue.receive(id, DeviceBoundQueue.NOBODY, 1)
                : patiently(new LongPoll(id, clock.instant().plus(patience), gone));
    }

    private Uni<Received> patiently(LongPoll poll) {
        ClientId client = new ClientId(poll.queue().device(), Optional.empty());
        waiting.merge(client, Set.of(poll), LongPolls::union);
        return look(poll).onTermination().invoke(() -> leave(client, poll));
    }

    private void leave(ClientId client, LongPoll poll) {
        room.release();
        waiting.computeIfPresent(client, (same, polls) -> without(polls, poll));
    }

    private static Set<LongPoll> union(Set<LongPoll> some, Set<LongPoll> more) {
        return Set.copyOf(Stream.concat(some.stream(), more.stream()).toList());
    }

    private static @Nullable Set<LongPoll> without(Set<LongPoll> polls, LongPoll one) {
        Set<LongPoll> rest = Set.copyOf(polls.stream().filter(poll -> !poll.equals(one)).toList());
        return rest.isEmpty() ? null : rest;
    }

    private Uni<Received> look(LongPoll poll) {
        poll.look();
        return poll.isGone() ? Uni.createFrom().item(new Received(List.of(), Optional.empty()))
                : queue.receive(poll.queue(), DeviceBoundQueue.NOBODY, 1).chain(received -> answer(poll, received));
    }

    private Uni<Received> answer(LongPoll poll, Received received) {
        return poll.isOver(received, clock.instant()) ? Uni.createFrom().item(received)
                : poll.sleep(LOOK_AGAIN, clock.instant()).chain(() -> look(poll));
    }
}
