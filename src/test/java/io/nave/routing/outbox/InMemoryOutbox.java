package io.nave.routing.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.eventlog.EventLog.Subscription;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.smallrye.mutiny.Uni;

/** An outbox with one partition, and one replica that holds all cursors, which are those of the endpoints 1 to 9. */
public final class InMemoryOutbox implements Outbox {

    private final List<Stored> stored = new ArrayList<>();
    private final Map<Integer, Long> cursors = new TreeMap<>();
    private final Map<Integer, Instant> failing = new HashMap<>();
    private final List<DeadLetter> letters = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final LongSupplier clock;
    private boolean away;
    private boolean lost;

    private record Stored(OutboxEntry entry, List<OutboxTarget> targets) {
    }

    public InMemoryOutbox(LongSupplier clock) {
        this.clock = clock;
    }

    /** What is asked for from now on fails, or does no longer. */
    public synchronized void away(boolean isAway) {
        away = isAway;
    }

    /** Another replica holds all cursors from now on. */
    public synchronized void lose() {
        lost = true;
    }

    public synchronized long cursor(int endpoint) {
        return cursors.getOrDefault(endpoint, 0L);
    }

    public synchronized List<String> errors() {
        return List.copyOf(errors);
    }

    /** Who the messages are for. */
    public synchronized List<List<OutboxTarget>> targets() {
        return stored.stream().map(Stored::targets).toList();
    }

    @Override
    public int partitionCount() {
        return 1;
    }

    @Override
    public void append(DeviceMessage message, List<OutboxTarget> targets, Acknowledgement acknowledgement) {
        synchronized (this) {
            if (away) {
                acknowledgement.refused(new HubException(ErrorCode.SERVICE_UNAVAILABLE, "away"));
                return;
            }
            stored.add(new Stored(new OutboxEntry(stored.size(), clock.getAsLong(), message), targets));
        }
        acknowledgement.stored();
        listeners.forEach(Runnable::run);
    }

    @Override
    public synchronized Uni<OutboxSlice> read(int endpoint, int partition, long from, int max) {
        if (away) {
            return failure();
        }
        List<OutboxEntry> entries = new ArrayList<>();
        long next = from;
        while (next < stored.size() && entries.size() < max) {
            Stored each = stored.get((int) next++);
            each.targets().stream().filter(target -> target.endpoint() == endpoint).findFirst()
                    .ifPresent(target -> entries.add(new OutboxEntry(each.entry().sequence(), each.entry().enqueuedAt(),
                            each.entry().message().with(target.enrichments()))));
        }
        return Uni.createFrom().item(new OutboxSlice(entries, next));
    }

    private static <T> Uni<T> failure() {
        return Uni.createFrom().failure(new HubException(ErrorCode.SERVICE_UNAVAILABLE, "away"));
    }

    @Override
    public Subscription onAppended(int partition, Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public synchronized Uni<List<OutboxCursor>> hold(List<Integer> endpoints, Duration lease) {
        List<OutboxCursor> held = new ArrayList<>();
        for (int endpoint = 1; endpoint < 10 && !lost; endpoint++) {
            held.add(new OutboxCursor(endpoint, 0, cursor(endpoint), 1));
        }
        return away ? failure() : Uni.createFrom().item(held);
    }

    @Override
    public synchronized Uni<Boolean> delivered(OutboxCursor cursor, long next, Duration lease) {
        failing.remove(cursor.endpoint());
        return pass(cursor, next, lease);
    }

    @Override
    public synchronized Uni<Boolean> pass(OutboxCursor cursor, long next, Duration lease) {
        if (!away && !lost) {
            cursors.put(cursor.endpoint(), next);
        }
        return away ? failure() : Uni.createFrom().item(!lost);
    }

    @Override
    public Uni<Void> releaseAll() {
        return Uni.createFrom().voidItem();
    }

    @Override
    public synchronized Uni<Optional<Instant>> failed(OutboxCursor cursor, String error) {
        if (away) {
            return failure();
        }
        errors.add(error);
        failing.putIfAbsent(cursor.endpoint(), Instant.ofEpochMilli(clock.getAsLong()));
        return Uni.createFrom().item(Optional.ofNullable(failing.get(cursor.endpoint())));
    }

    @Override
    public Uni<List<EndpointRecord>> records() {
        return Uni.createFrom().item(List.of());
    }

    @Override
    public synchronized Uni<List<DeadLetter>> deadLetters(int endpoint, long after, int max) {
        return Uni.createFrom().item(List.copyOf(letters));
    }

    @Override
    public Uni<Long> forgetDeadLetters(int endpoint, long upTo) {
        return Uni.createFrom().item(0L);
    }

    @Override
    public synchronized Uni<Void> deadLetter(OutboxCursor cursor, List<OutboxEntry> entries, String reason, int keep) {
        if (away) {
            return failure();
        }
        entries.forEach(entry -> letters.add(new DeadLetter(letters.size(), 0, entry, clock.getAsLong(), reason)));
        return Uni.createFrom().voidItem();
    }
}
