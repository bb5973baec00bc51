package io.nave.hub.projection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;

/**
 * Brings presence and message counts to where queries read them. What changes while nothing is under way goes at once; what
 * changes meanwhile goes with the next batch, of each identity only how it is then. A batch of each kind at a time and a rest
 * after it bound what a reconnect storm writes to some 5,000 rows a second of a kind; what waits is bounded by the number of
 * identities. The last activity of who stays connected follows within five minutes. From any thread.
 */
@Singleton
public final class IdentityProjection implements PresenceNotes {

    private static final int AT_ONCE = 500;
    private static final Duration REST = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LIFE = Duration.ofSeconds(15);
    private static final Duration ACTIVITY_ROUND = Duration.ofMinutes(5);
    private static final int ACTIVITY_SLICES = 10;

    private final ProjectionStore store;
    private final DeviceBoundQueue queues;
    private final ConnectionTable connections;
    private final ReplicaId replica;
    private final Clock clock;
    private final HubMonitor monitor;
    private final Map<ClientId, PresenceNote> notes = new ConcurrentHashMap<>();
    private final Set<QueueId> changed = ConcurrentHashMap.newKeySet();
    private final Map<ClientId, Instant> activities = new ConcurrentHashMap<>();
    private final BroadcastProcessor<Long> wakeUps = BroadcastProcessor.create();
    private int slice;

    public IdentityProjection(ProjectionStore store, DeviceBoundQueue queues, ConnectionTable connections, ReplicaId replica,
            Clock clock, HubMonitor monitor) {
        this.store = store;
        this.queues = queues;
        this.connections = connections;
        this.replica = replica;
        this.clock = clock;
        this.monitor = monitor;
        queues.whenChanged(this::changed);
    }

    @Override
    public void noted(PresenceNote note) {
        notes.merge(note.client(), note, PresenceNote::newer);
        wakeUps.onNext(0L);
    }

    /**
     * The number of messages in a queue has changed. Which number it is now is asked for later, many queues at a time: two
     * replicas that change a queue would otherwise have to agree on who was last.
     */
    private void changed(QueueId queue) {
        changed.add(queue);
        wakeUps.onNext(0L);
    }

    /** Projects until it is cancelled; the server subscribes once. */
    public Multi<Void> run() {
        Multi<Long> signals = Multi.createBy().merging().streams(wakeUps.onOverflow().dropPreviousItems(), every(RETRY));
        return Multi.createBy().merging().streams(
                signals.onOverflow().dropPreviousItems().onItem().transformToUniAndConcatenate(signal -> projectAll()),
                each(LIFE.dividedBy(3), () -> store.renew(replica, LIFE)),
                each(ACTIVITY_ROUND.dividedBy(ACTIVITY_SLICES), this::collectActivities))
                .onTermination().call(() -> reported(store.renew(replica, Duration.ZERO)));
    }

    private static Multi<Long> every(Duration time) {
        return Multi.createFrom().ticks().every(time).onOverflow().drop();
    }

    private Multi<Void> each(Duration time, Supplier<Uni<Void>> work) {
        return every(time).onItem().transformToUniAndConcatenate(tick -> reported(work.get()));
    }

    private Uni<Void> reported(Uni<Void> work) {
        return work.onFailure().invoke(failure -> monitor.report(new BackgroundFailure("projecting for queries", failure)))
                .onFailure().recoverWithNull();
    }

    private Uni<Void> projectAll() {
        return Multi.createBy().repeating().uni(this::projectSome).whilst(waiting -> waiting)
                .collect().last().replaceWithVoid();
    }

    /** Says whether more is waiting. After a failure the next attempt has to wait as long as a retry. */
    private Uni<Boolean> projectSome() {
        return projectNotes().chain(this::projectCounts).chain(this::projectActivities)
                .onItem().delayIt().by(REST)
                .onFailure().invoke(failure -> monitor.report(new BackgroundFailure("projecting for queries", failure)))
                .onFailure().recoverWithUni(() -> Uni.createFrom().voidItem().onItem().delayIt().by(RETRY))
                .map(done -> isWaiting());
    }

    private boolean isWaiting() {
        return !notes.isEmpty() || !changed.isEmpty() || !activities.isEmpty();
    }

    /** A newer note of an identity that comes meanwhile stays. */
    private Uni<Void> projectNotes() {
        List<PresenceNote> some = notes.values().stream().limit(AT_ONCE).toList();
        return some.isEmpty() ? Uni.createFrom().voidItem()
                : store.storePresence(some).invoke(() -> some.forEach(this::isStored));
    }

    private void isStored(PresenceNote note) {
        notes.remove(note.client(), note);
    }

    /** A queue that changes after the reading began is read again. */
    private Uni<Void> projectCounts() {
        List<QueueId> some = changed.stream().limit(AT_ONCE).toList();
        some.forEach(changed::remove);
        return some.isEmpty() ? Uni.createFrom().voidItem()
                : store.nextReading().chain(reading -> projectCounts(reading, some))
                        .onFailure().invoke(() -> changed.addAll(some));
    }

    private Uni<Void> projectCounts(long reading, List<QueueId> some) {
        return queues.depths(some).map(depths -> counts(some, depths)).chain(counts -> store.storeCounts(reading, counts));
    }

    private static Map<QueueId, Integer> counts(List<QueueId> some, Map<QueueId, Integer> depths) {
        return some.stream().collect(Collectors.toMap(queue -> queue, queue -> depths.getOrDefault(queue, 0)));
    }

    private Uni<Void> projectActivities() {
        Map<ClientId, Instant> some = activities.entrySet().stream().limit(AT_ONCE)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return some.isEmpty() ? Uni.createFrom().voidItem()
                : store.storeActivity(replica, some).invoke(() -> some.forEach(activities::remove));
    }

    private Uni<Void> collectActivities() {
        slice = (slice + 1) % ACTIVITY_SLICES;
        Instant from = clock.instant().minus(ACTIVITY_ROUND);
        connections.all().stream().filter(one -> isDue(one, from))
                .forEach(one -> activities.put(one.client(), one.lastActivity()));
        wakeUps.onNext(0L);
        return Uni.createFrom().voidItem();
    }

    private boolean isDue(DeviceConnection one, Instant from) {
        return Math.floorMod(one.client().hashCode(), ACTIVITY_SLICES) == slice && one.lastActivity().isAfter(from);
    }
}
