package io.nave.hub.eventlog;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The event log in memory. It acknowledges inside {@code append}, unless a test holds that back or makes it refuse. Safe for
 * all
 * threads.
 */
public final class InMemoryEventLog implements EventLog {

    private final Clock clock;
    private final List<Partition> partitions;
    private final List<Runnable> held = new ArrayList<>();
    private @Nullable HubException refusal;
    private boolean holding;

    /** One partition: what is kept, and the sequence number of the first of it. */
    private static final class Partition {
        final List<Runnable> listeners = new CopyOnWriteArrayList<>();
        final List<StoredEvent> events = new ArrayList<>();
        long begin;
        long lastEnqueuedAt;

        long next() {
            return begin + events.size();
        }
    }

    public InMemoryEventLog(int partitions) {
        this(partitions, Clock.systemUTC());
    }

    public InMemoryEventLog(int partitions, Clock clock) {
        this.clock = clock;
        this.partitions = Stream.generate(Partition::new).limit(partitions).toList();
    }

    /** From now on nothing is stored and acknowledged until {@link #release()}. */
    public synchronized void hold() {
        holding = true;
    }

    /** Stores and acknowledges what was held back. */
    public void release() {
        List<Runnable> appends;
        synchronized (this) {
            holding = false;
            appends = List.copyOf(held);
            held.clear();
        }
        appends.forEach(Runnable::run);
    }

    /** Refuses every message from now on. */
    public synchronized void refuse(HubException cause) {
        refusal = cause;
    }

    /** Takes messages again. */
    public synchronized void accept() {
        refusal = null;
    }

    /** All that a partition keeps. */
    public synchronized List<StoredEvent> events(int partition) {
        return List.copyOf(partitions.get(partition).events);
    }

    /** All that is kept, partition by partition. */
    public synchronized List<StoredEvent> events() {
        return partitions.stream().flatMap(partition -> partition.events.stream()).toList();
    }

    /** Drops the events before this sequence number, as retention does. */
    public synchronized void dropBefore(int partition, long sequenceNumber) {
        Partition dropping = partitions.get(partition);
        dropping.events.removeIf(event -> event.sequenceNumber() < sequenceNumber);
        dropping.begin = sequenceNumber;
    }

    @Override
    public int partitionCount() {
        return partitions.size();
    }

    @Override
    public Uni<Void> open() {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> close() {
        return Uni.createFrom().voidItem()
                .invoke(() -> refuse(new HubException(ErrorCode.SERVICE_UNAVAILABLE, "The event log is closed")))
                .invoke(this::release);
    }

    @Override
    public void append(int partition, DeviceMessage message, Acknowledgement acknowledgement) {
        Optional<HubException> refused;
        synchronized (this) {
            refused = Optional.ofNullable(refusal);
            if (holding && refused.isEmpty()) {
                held.add(() -> store(partition, message, acknowledgement));
                return;
            }
        }
        refused.ifPresentOrElse(acknowledgement::refused, () -> store(partition, message, acknowledgement));
    }

    private void store(int number, DeviceMessage message, Acknowledgement acknowledgement) {
        Partition partition = partitions.get(number);
        synchronized (this) {
            partition.lastEnqueuedAt = Math.max(partition.lastEnqueuedAt, clock.millis());
            partition.events.add(new StoredEvent(partition.next(), partition.lastEnqueuedAt, message));
        }
        acknowledgement.stored();
        partition.listeners.forEach(Runnable::run);
    }

    @Override
    public Uni<PartitionState> state(int partition) {
        return with(partition, p -> new PartitionState(p.begin, p.next() - 1, p.lastEnqueuedAt));
    }

    @Override
    public Uni<Long> resolve(int partition, StartPosition start) {
        return with(partition, p -> switch (start) {
            case StartPosition.Earliest() -> p.begin;
            case StartPosition.Latest() -> p.next();
            case StartPosition.AtSequence at -> atSequence(p, at);
            case StartPosition.AfterTime(long time) -> p.events.stream().filter(event -> event.enqueuedAt() > time)
                    .mapToLong(StoredEvent::sequenceNumber).findFirst().orElse(p.next());
        });
    }

    private static long atSequence(Partition partition, StartPosition.AtSequence at) {
        return Math.max(partition.begin, at.first(partition.next() - 1));
    }

    @Override
    public Uni<EventSlice> read(int partition, long fromSequenceNumber, int maxEvents) {
        return with(partition, p -> slice(p, fromSequenceNumber, maxEvents));
    }

    private static EventSlice slice(Partition partition, long from, int maxEvents) {
        List<StoredEvent> events = partition.events.stream().filter(event -> event.sequenceNumber() >= from).limit(maxEvents)
                .toList();
        return new EventSlice(events, events.isEmpty() ? from : events.getLast().sequenceNumber() + 1);
    }

    @Override
    public Subscription onAppended(int partition, Runnable listener) {
        Runnable own = listener::run; // so that closing removes this subscription and not another one of the same listener
        List<Runnable> listeners = partitions.get(partition).listeners;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    @Override
    public Multi<Void> upkeep() {
        return Multi.createFrom().nothing();
    }

    private <T> Uni<T> with(int partition, Function<Partition, T> question) {
        return Uni.createFrom().item(() -> answer(partition, question));
    }

    private synchronized <T> T answer(int partition, Function<Partition, T> question) {
        return question.apply(partitions.get(partition));
    }
}
