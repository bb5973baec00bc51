package io.nave.storage.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.nave.hub.connections.ConnectionEvents.ConnectionEvent;
import io.nave.hub.connections.Presence;
import io.nave.hub.connections.TestConnection;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/** Connects and disconnects are written with the presence that they tell of, and told in order, also when a replica dies. */
final class RedisConnectionEventsIT {

    @RegisterExtension
    static final RedisEngine ENGINE = new RedisEngine();

    private static final long T0 = 1_770_000_000_000L;
    private static final String GENERATION = "639000000000000000";

    private final AtomicLong millis = new AtomicLong(T0);
    private final Clock clock = ((InstantSource) () -> Instant.ofEpochMilli(millis.get())).withZone(ZoneOffset.UTC);
    private final ClientId client = ClientId.of("d:" + UUID.randomUUID());
    private final TestConnection connection = connection(client);
    private final List<TestReplica> replicas = new ArrayList<>();
    private final List<ConnectionEvent> told = new CopyOnWriteArrayList<>();
    private TestReplica first;
    private TestReplica second;
    private Cancellable secondUpkeep;

    @BeforeEach
    void start() {
        first = replica();
        second = replica();
        first.redis.sendAndAwait(Request.cmd(Command.FLUSHALL));
        keepUp(first);
        secondUpkeep = keepUp(second);
    }

    @AfterEach
    void end() {
        replicas.forEach(TestReplica::close);
    }

    private TestReplica replica() {
        TestReplica replica = new TestReplica(ENGINE.settings(), clock);
        replica.eventsAreTaken = true;
        replicas.add(replica);
        return replica;
    }

    private static Cancellable keepUp(TestReplica replica) {
        Cancellable upkeep = replica.presence.upkeep().subscribe().with(x -> {
        });
        await().until(() -> isAlive(replica));
        return upkeep;
    }

    private static boolean isAlive(TestReplica replica) {
        return replica.redis.sendAndAwait(Request.cmd(Command.EXISTS).arg(PresenceKeys.lease(replica.id.incarnation())))
                .toInteger() == 1;
    }

    private static TestConnection connection(ClientId client) {
        return new TestConnection(client, GENERATION);
    }

    @Test
    void everyConnectAndDisconnectIsAnEventWithAGreaterNumberOverAllReplicas() {
        // when
        done(first.presence.connected(connection));
        millis.set(T0 + 5);
        done(first.presence.disconnected(connection));
        done(second.presence.connected(connection(client)));
        millis.set(T0 + 9);
        done(first.presence.connected(connection));
        done(first.presence.disconnected(connection));
        look(second);
        forward(second);
        // then
        assertThat(told).extracting(ConnectionEvent::connected).containsExactly(true, false, true, false, true, false);
        assertThat(told).extracting(ConnectionEvent::epoch).isSorted().doesNotHaveDuplicates();
        assertThat(told).extracting(event -> event.at().toEpochMilli())
                .containsExactly(T0, T0 + 5, T0 + 5, T0 + 9, T0 + 9, T0 + 9);
        assertThat(told).allMatch(event -> event.client().equals(client) && event.generationId().equals(GENERATION));
    }

    @Test
    void whatNobodyTakesIsNotWritten() {
        // given
        first.eventsAreTaken = false;
        // when
        done(first.presence.connected(connection));
        done(first.presence.disconnected(connection));
        // then
        assertThat(keys("nave:connection-events*")).isEmpty();
    }

    @Test
    void whatCouldNotBeHandedOverStaysAlsoOverARestart() {
        // given
        done(first.presence.connected(connection));
        // when
        Throwable failure = catchThrowable(() -> first.connectionEvents
                .forward(Duration.ZERO, events -> Uni.createFrom().failure(new IllegalStateException("no database")))
                .await().atMost(Duration.ofSeconds(10)));
        ENGINE.kill();
        ENGINE.restart();
        // then
        assertThat(failure).hasMessage("no database");
        await().ignoreExceptions().untilAsserted(() -> {
            look(second);
            forward(second);
            assertThat(told).extracting(ConnectionEvent::connected).containsExactly(true);
        });
        forward(first);
        assertThat(told).hasSize(1);
    }

    @Test
    void whatOneReplicaHasInHandIsLeftToIt() {
        // given
        done(first.presence.connected(connection));
        look(second);
        // when
        done(first.connectionEvents.forward(Duration.ZERO, events -> forwarding(second)).replaceWithVoid());
        // then
        assertThat(told).isEmpty();
        look(first);
        forward(first);
        assertThat(told).isEmpty();
    }

    /** While it is being handed over, the other replica asks, and more comes. */
    private Uni<Void> forwarding(TestReplica other) {
        return other.connectionEvents.forward(Duration.ZERO, this::tell).replaceWithVoid();
    }

    @Test
    void whatComesDuringAHandOverIsToldAfterwards() {
        // given
        done(first.presence.connected(connection));
        // when
        done(first.connectionEvents.forward(Duration.ZERO, events -> first.presence.disconnected(connection))
                .replaceWithVoid());
        forward(first);
        // then
        assertThat(told).extracting(ConnectionEvent::connected).containsExactly(false);
    }

    @Test
    void aBucketRestsAfterASnapshot() {
        // given
        done(first.presence.connected(connection));
        done(first.connectionEvents.forward(Duration.ofSeconds(1), this::tell).replaceWithVoid());
        done(first.presence.disconnected(connection));
        // when
        done(first.connectionEvents.forward(Duration.ofSeconds(1), this::tell).replaceWithVoid());
        // then
        assertThat(told).hasSize(1);
        await().untilAsserted(() -> {
            look(second);
            done(second.connectionEvents.forward(Duration.ofSeconds(1), this::tell).replaceWithVoid());
            assertThat(told).extracting(ConnectionEvent::connected).containsExactly(true, false);
        });
    }

    @Test
    void survivorsMarkEachDeviceOfADeadReplicaOnce() {
        // given
        keepUp(replica());
        List<ClientId> many = IntStream.range(0, 2_000).mapToObj(i -> ClientId.of(client.device() + "-" + i)).toList();
        Multi.createFrom().iterable(many).onItem().transformToUni(one -> second.presence.connected(connection(one)))
                .merge(2_000).collect().last().await().atMost(Duration.ofSeconds(30));
        ClientId moved = many.getFirst();
        done(first.presence.connected(connection(moved)));
        forwardAll(first);
        told.clear();
        // when
        second.close();
        // then
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            forwardAll(first);
            assertThat(told).hasSize(1_999);
        });
        await().until(() -> keys("nave:burial:*").isEmpty());
        forwardAll(first);
        assertThat(told).noneMatch(ConnectionEvent::connected).extracting(ConnectionEvent::client).doesNotHaveDuplicates()
                .doesNotContain(moved).hasSize(1_999);
        assertThat(find(moved).connected()).isTrue();
        assertThat(find(many.getLast()))
                .isEqualTo(new Presence(GENERATION, false, told.getLast().at(), Instant.ofEpochMilli(T0)));
        assertThat(leases()).doesNotContain(second.id.incarnation());
    }

    @Test
    void replicaThatWasOnlyPausedHoldsItsDevicesAgain() {
        // given
        done(second.presence.connected(connection));
        secondUpkeep.cancel();
        await().untilAsserted(() -> {
            forwardAll(first);
            assertThat(told).extracting(ConnectionEvent::connected).containsExactly(true, false);
        });
        // when
        keepUp(second);
        // then
        await().untilAsserted(() -> {
            forwardAll(first);
            assertThat(told).extracting(ConnectionEvent::connected).containsExactly(true, false, true);
        });
        assertThat(find(client).connected()).isTrue();
    }

    @Test
    void deletedDeviceIsTheEndOfItsConnection() {
        // given
        done(first.presence.connected(connection));
        // when
        done(first.presence.forget(client));
        done(first.presence.disconnected(connection));
        forward(first);
        // then
        assertThat(told).extracting(ConnectionEvent::connected).containsExactly(true, false);
    }

    private Presence find(ClientId who) {
        return first.presence.find(List.of(who)).await().atMost(Duration.ofSeconds(10)).get(who);
    }

    private void forwardAll(TestReplica replica) {
        look(replica);
        while (forward(replica)) {
            assertThat(told).hasSizeLessThan(100_000);
        }
    }

    private boolean forward(TestReplica replica) {
        return replica.connectionEvents.forward(Duration.ZERO, this::tell).await().atMost(Duration.ofSeconds(10));
    }

    private Uni<Void> tell(List<ConnectionEvent> events) {
        return Uni.createFrom().voidItem().invoke(() -> told.addAll(events));
    }

    private static void look(TestReplica replica) {
        done(replica.connectionEvents.look());
    }

    private List<String> keys(String pattern) {
        return texts(Request.cmd(Command.KEYS).arg(pattern));
    }

    private List<String> leases() {
        return texts(Request.cmd(Command.HKEYS).arg(PresenceKeys.LEASES));
    }

    private List<String> texts(Request request) {
        return StreamSupport.stream(first.redis.sendAndAwait(request).spliterator(), false).map(Object::toString).toList();
    }

    private static void done(Uni<Void> uni) {
        uni.await().atMost(Duration.ofSeconds(10));
    }
}
