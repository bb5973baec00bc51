package io.nave.hub.devicebound;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.FeedbackStatus;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The queues of devices in memory. What has expired is dead-lettered when somebody looks at its queue, or by the upkeep for
 * whoever subscribes to that.
 */
public final class InMemoryDeviceBoundQueue implements DeviceBoundQueue {

    private static final Duration UPKEEP = Duration.ofMillis(20);

    private final DeviceBoundLimits limits;
    private final Clock clock;
    private final Consumer<FeedbackRecord> feedback;
    private final Map<QueueId, InMemoryMessages> queues = new HashMap<>();
    private final List<Consumer<QueueId>> listeners = new CopyOnWriteArrayList<>();
    private final Map<DeviceId, String> holders = new ConcurrentHashMap<>();

    /** Tells the outcomes that senders asked for to {@code feedback}. */
    public InMemoryDeviceBoundQueue(DeviceBoundLimits limits, Clock clock, Consumer<FeedbackRecord> feedback) {
        this.limits = limits;
        this.clock = clock;
        this.feedback = feedback;
    }

    /** Lets senders hear that this replica holds the device. */
    public void hold(DeviceId device, String replica) {
        holders.put(device, replica);
    }

    @Override
    public Uni<Enqueued> enqueue(QueueId queue, DeviceBoundMessage message, Instant expiresAt) {
        return change(queue, messages -> new Enqueued(messages.add(message, expiresAt),
                Optional.ofNullable(holders.get(queue.device()))));
    }

    @Override
    public Uni<Received> receive(QueueId queue, String connection, int max) {
        return change(queue, messages -> messages.lock(connection, max));
    }

    @Override
    public Uni<Void> takeOver(QueueId queue, String connection) {
        return tell(queue, messages -> messages.freeAllBut(connection));
    }

    @Override
    public Uni<Void> release(QueueId queue, String connection) {
        return tell(queue, messages -> messages.free(connection));
    }

    @Override
    public Uni<Settlement> complete(QueueId queue, LockToken token) {
        return change(queue, messages -> messages.end(token, FeedbackStatus.SUCCESS));
    }

    @Override
    public Uni<Settlement> reject(QueueId queue, LockToken token) {
        return change(queue, messages -> messages.end(token, FeedbackStatus.REJECTED));
    }

    @Override
    public Uni<Settlement> abandon(QueueId queue, LockToken token) {
        return change(queue, messages -> messages.giveBack(token));
    }

    @Override
    public Uni<Long> purge(QueueId queue) {
        return change(queue, InMemoryMessages::purge);
    }

    @Override
    public Uni<Map<QueueId, Integer>> depths(Collection<QueueId> asked) {
        return atomically(() -> asked.stream().distinct().collect(Collectors.toMap(Function.identity(), this::depth)));
    }

    private int depth(QueueId queue) {
        return messages(queue).depth();
    }

    @Override
    public Uni<QueueView> view(QueueId queue, int max) {
        return change(queue, messages -> messages.view(max));
    }

    @Override
    public Uni<Void> delete(QueueId queue) {
        return atomically(() -> queues.remove(queue)).replaceWithVoid();
    }

    @Override
    public void whenChanged(Consumer<QueueId> action) {
        listeners.add(action);
    }

    @Override
    public Multi<Void> upkeep() {
        return Multi.createFrom().ticks().every(UPKEEP).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> atomically(this::expire).replaceWithVoid());
    }

    private boolean expire() {
        List.copyOf(queues.keySet()).forEach(this::messages);
        return true;
    }

    private Uni<Void> tell(QueueId queue, Consumer<InMemoryMessages> change) {
        return atomically(() -> {
            change.accept(messages(queue));
            return queue;
        }).replaceWithVoid();
    }

    private <T> Uni<T> change(QueueId queue, Function<InMemoryMessages, T> change) {
        return atomically(() -> change.apply(messages(queue)))
                .invoke(() -> tellListeners(queue));
    }

    private void tellListeners(QueueId queue) {
        listeners.forEach(listener -> listener.accept(queue));
    }

    private <T> Uni<T> atomically(Supplier<T> change) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                return change.get();
            }
        });
    }

    private InMemoryMessages messages(QueueId queue) {
        InMemoryMessages messages = queues.computeIfAbsent(queue,
                id -> new InMemoryMessages(id, limits, clock, feedback));
        messages.expire();
        return messages;
    }
}
