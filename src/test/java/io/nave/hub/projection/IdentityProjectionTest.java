package io.nave.hub.projection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.Presence;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.InMemoryDeviceBoundQueue;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.MessageBody;
import io.nave.hub.monitoring.HubEvent;
import io.smallrye.mutiny.subscription.Cancellable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What changes reaches the database: at once when it is quiet, in bounded batches in a storm. */
class IdentityProjectionTest {

    private static final Instant T0 = Instant.parse("2026-02-03T04:05:06Z");
    private static final ReplicaId REPLICA = new ReplicaId("r1");
    private static final ClientId CLIENT = ClientId.of("d1");

    private final Clock clock = Clock.systemUTC();
    private final InMemoryProjectionStore store = new InMemoryProjectionStore(clock);
    private final List<HubEvent> reported = new CopyOnWriteArrayList<>();
    private final InMemoryDeviceBoundQueue queues = new InMemoryDeviceBoundQueue(DeviceBoundLimits.DEFAULT, clock, outcome -> {
    });
    private final IdentityProjection projection = new IdentityProjection(store, queues, new ConnectionTable(), REPLICA, clock,
            reported::add);
    private final Cancellable running = projection.run().subscribe().with(nothing -> {
    });

    @AfterEach
    void stop() {
        running.cancel();
    }

    @Test
    void ofTwoNotesOfAnIdentityTheNewerOneCounts() {
        // when
        projection.noted(note(CLIENT, true, 2));
        projection.noted(note(CLIENT, false, 1));
        // then
        await().untilAsserted(() -> assertThat(find(CLIENT)).contains(new ProjectedState(presence(true, 2), 0)));
        // when
        projection.noted(note(CLIENT, false, 3));
        // then
        await().untilAsserted(() -> assertThat(find(CLIENT)).contains(new ProjectedState(presence(false, 3), 0)));
    }

    @Test
    void quietChangeIsThereWithinATenthOfASecond() {
        // given
        projection.noted(note(CLIENT, true, 1));
        await().until(() -> find(CLIENT).isPresent());
        // then
        await().atMost(Duration.ofMillis(500)).pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
            projection.noted(note(CLIENT, false, 2));
            assertThat(find(CLIENT)).contains(new ProjectedState(presence(false, 2), 0));
        });
    }

    @Test
    void stormIsWrittenInFewBoundedBatches() {
        // given
        List<ClientId> storm = IntStream.range(0, 10_000).mapToObj(i -> ClientId.of("storm-" + i)).toList();
        // when
        for (int epoch = 1; epoch <= 3; epoch++) {
            for (ClientId one : storm) {
                projection.noted(note(one, epoch % 2 == 1, epoch));
            }
        }
        // then
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(store.find(storm).await().indefinitely())
                .hasSize(10_000).allSatisfy((one, state) -> assertThat(state.presence()).isEqualTo(presence(true, 3))));
        assertThat(store.batches()).allMatch(size -> size <= 500).hasSizeLessThan(45);
    }

    @Test
    void whatWaitsWhileTheDatabaseIsAwayIsWrittenAfterwards() {
        // given
        store.away(true);
        // when
        projection.noted(note(CLIENT, true, 1));
        QueueId queue = send(CLIENT);
        await().until(() -> reported.stream().anyMatch(HubEvent.BackgroundFailure.class::isInstance));
        store.away(false);
        // then
        await().untilAsserted(() -> assertThat(find(CLIENT)).contains(new ProjectedState(presence(true, 1), 1)));
        assertThat(queue.device()).isEqualTo(CLIENT.device());
    }

    @Test
    void countFollowsTheQueue() {
        // given
        projection.noted(note(CLIENT, true, 1));
        // when
        QueueId queue = send(CLIENT);
        send(CLIENT);
        // then
        await().untilAsserted(() -> assertThat(find(CLIENT).map(ProjectedState::messages)).contains(2));
        // when
        queues.purge(queue).await().indefinitely();
        // then
        await().untilAsserted(() -> assertThat(find(CLIENT).map(ProjectedState::messages)).contains(0));
    }

    private QueueId send(ClientId to) {
        QueueId queue = new QueueId(to.device(), "g1");
        queues.enqueue(queue, new DeviceBoundMessage(Map.of(), Map.of(), MessageBody.of(new byte[1])),
                clock.instant().plusSeconds(60)).await().indefinitely();
        return queue;
    }

    private Optional<ProjectedState> find(ClientId client) {
        return Optional.ofNullable(store.find(List.of(client)).await().indefinitely().get(client));
    }

    private static Presence presence(boolean connected, long epoch) {
        return new Presence("g1", connected, T0.plusMillis(epoch), T0.plusMillis(epoch));
    }

    private static PresenceNote note(ClientId client, boolean connected, long epoch) {
        return new PresenceNote(client, presence(connected, epoch), connected ? Optional.of(REPLICA) : Optional.empty(), epoch);
    }
}
