package io.nave.protocol.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.nave.hub.eventlog.EventLog;
import io.nave.hub.eventlog.EventSlice;
import io.nave.hub.eventlog.PartitionState;
import io.nave.hub.eventlog.StartPosition;
import io.nave.hub.eventlog.StoredEvent;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** An event log in lists, which answers on a thread of its own as a real store does, and counts what is read. */
final class ListEventLog implements EventLog {

    private final List<List<StoredEvent>> partitions = new ArrayList<>();
    private final List<List<Runnable>> listeners = new ArrayList<>();
    private final ExecutorService store = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    private volatile long clock = 1_700_000_000_000L;
    private volatile int reads;
    private volatile long eventsRead;

    ListEventLog(int count) {
        for (int i = 0; i < count; i++) {
            partitions.add(new ArrayList<>());
            listeners.add(new CopyOnWriteArrayList<>());
        }
    }

    /** Appends now and tells the readers; the event is a millisecond younger than the one before. */
    void append(int partition, DeviceMessage message) {
        synchronized (partitions) {
            List<StoredEvent> events = partitions.get(partition);
            events.add(new StoredEvent(events.size(), ++clock, message));
        }
        listeners.get(partition).forEach(Runnable::run);
    }

    /** Fills a partition at once, without telling anybody. */
    void fill(int partition, int count, DeviceMessage message) {
        synchronized (partitions) {
            List<StoredEvent> events = partitions.get(partition);
            for (int i = 0; i < count; i++) {
                events.add(new StoredEvent(events.size(), ++clock, message));
            }
        }
    }

    int reads() {
        return reads;
    }

    long eventsRead() {
        return eventsRead;
    }

    int listenerCount(int partition) {
        return listeners.get(partition).size();
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
        return Uni.createFrom().voidItem();
    }

    @Override
    public void append(int partition, DeviceMessage message, Acknowledgement acknowledgement) {
        append(partition, message);
        acknowledgement.stored();
    }

    @Override
    public Uni<PartitionState> state(int partition) {
        return Uni.createFrom().item(() -> stateNow(partition)).runSubscriptionOn(store);
    }

    private PartitionState stateNow(int partition) {
        synchronized (partitions) {
            List<StoredEvent> events = partitions.get(partition);
            return new PartitionState(0, events.size() - 1L, events.isEmpty() ? 0 : events.getLast().enqueuedAt());
        }
    }

    @Override
    public Uni<Long> resolve(int partition, StartPosition start) {
        return Uni.createFrom().item(() -> resolveNow(partition, start)).runSubscriptionOn(store);
    }

    private long resolveNow(int partition, StartPosition start) {
        List<StoredEvent> events = readNow(partition, 0, Integer.MAX_VALUE).events();
        return switch (start) {
            case StartPosition.Earliest earliest -> 0;
            case StartPosition.Latest latest -> events.size();
            case StartPosition.AtSequence at -> at.inclusive() ? at.sequenceNumber() : at.sequenceNumber() + 1;
            case StartPosition.AfterTime after -> events.stream().filter(e -> e.enqueuedAt() <= after.enqueuedAt()).count();
        };
    }

    @Override
    public Uni<EventSlice> read(int partition, long fromSequenceNumber, int maxEvents) {
        return Uni.createFrom().item(() -> readNow(partition, (int) fromSequenceNumber, maxEvents)).invoke(this::count)
                .runSubscriptionOn(store);
    }

    private void count(EventSlice slice) {
        reads++;
        eventsRead += slice.events().size();
    }

    private EventSlice readNow(int partition, int from, int most) {
        synchronized (partitions) {
            List<StoredEvent> events = partitions.get(partition);
            int to = (int) Math.min(events.size(), (long) from + most);
            return new EventSlice(from >= to ? List.of() : events.subList(from, to), Math.max(from, to));
        }
    }

    @Override
    public Subscription onAppended(int partition, Runnable listener) {
        listeners.get(partition).add(listener);
        return () -> listeners.get(partition).remove(listener);
    }

    @Override
    public Multi<Void> upkeep() {
        return Multi.createFrom().empty();
    }
}
