package io.nave.hub.projection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import io.nave.hub.connections.Presence;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/** What queries read, in memory; counts the batches, and is away when a test says so. Safe for all threads. */
final class InMemoryProjectionStore implements ProjectionStore {

    private record Row(PresenceNote note, Instant activity) {
    }

    private record Count(long reading, int messages) {
    }

    private final Clock clock;
    private final Map<ClientId, Row> rows = new HashMap<>();
    private final Map<QueueId, Count> counts = new HashMap<>();
    private final Map<ReplicaId, Instant> lives = new HashMap<>();
    private final AtomicLong readings = new AtomicLong();
    private final List<Integer> batches = new ArrayList<>();
    private volatile boolean away;

    InMemoryProjectionStore(Clock clock) {
        this.clock = clock;
    }

    void away(boolean isAway) {
        away = isAway;
    }

    /** How many rows the batches of presence had. */
    synchronized List<Integer> batches() {
        return List.copyOf(batches);
    }

    private Uni<Void> change(Runnable work) {
        return Uni.createFrom().voidItem().invoke(() -> {
            if (away) {
                throw new HubException(ErrorCode.SERVICE_UNAVAILABLE, "the database is away");
            }
            work.run();
        });
    }

    @Override
    public Uni<Void> storePresence(List<PresenceNote> notes) {
        return change(() -> store(notes));
    }

    private synchronized void store(List<PresenceNote> notes) {
        batches.add(notes.size());
        notes.forEach(note -> rows.merge(note.client(), new Row(note, note.presence().lastActivity()),
                (before, now) -> changes(before, now) ? now : before));
    }

    private static boolean changes(Row before, Row now) {
        boolean knownDead = !now.note.presence().connected() && before.note.presence().connected()
                && before.note.replica().equals(now.note.replica());
        return !before.note.presence().generationId().equals(now.note.presence().generationId())
                || before.note.epoch() < now.note.epoch() && !knownDead;
    }

    @Override
    public Uni<Void> storeActivity(ReplicaId replica, Map<ClientId, Instant> activities) {
        return change(() -> activities.forEach((client, time) -> storeActivity(replica, client, time)));
    }

    private synchronized void storeActivity(ReplicaId replica, ClientId client, Instant time) {
        rows.computeIfPresent(client, (same, row) -> row.note.replica().filter(replica::equals).isPresent()
                && row.activity.isBefore(time) ? new Row(row.note, time) : row);
    }

    @Override
    public Uni<Long> nextReading() {
        return change(() -> {
        }).map(x -> readings.incrementAndGet());
    }

    @Override
    public Uni<Void> storeCounts(long reading, Map<QueueId, Integer> read) {
        return change(() -> read.forEach((queue, messages) -> storeCount(queue, new Count(reading, messages))));
    }

    private synchronized void storeCount(QueueId queue, Count count) {
        counts.merge(queue, count, (before, now) -> before.reading < now.reading ? now : before);
    }

    @Override
    public Uni<Void> renew(ReplicaId replica, Duration life) {
        return change(() -> live(replica, clock.instant().plus(life)));
    }

    private synchronized void live(ReplicaId replica, Instant until) {
        lives.put(replica, until);
    }

    @Override
    public synchronized Uni<Map<ClientId, ProjectedState>> find(Collection<ClientId> clients) {
        return Uni.createFrom().item(clients.stream().filter(rows::containsKey)
                .collect(Collectors.toMap(client -> client, client -> state(rows.get(client)))));
    }

    private ProjectedState state(Row row) {
        Presence noted = row.note.presence();
        boolean live = row.note.replica().map(lives::get).filter(clock.instant()::isBefore).isPresent();
        int messages = counts.getOrDefault(new QueueId(row.note.client().device(), noted.generationId()),
                new Count(0, 0)).messages;
        return new ProjectedState(
                new Presence(noted.generationId(), noted.connected() && live, noted.updatedAt(), row.activity),
                messages);
    }
}
