package io.nave.storage.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.nave.hub.connections.NodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.connections.NodeMessenger.NodeCall.EventsAppended;
import io.nave.hub.connections.NodeMessengerContract;
import io.nave.hub.connections.PresenceStore;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.connections.TestConnection;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Calls over Redis keep to the contract, and come back after Redis was away. */
final class RedisNodeMessengerIT extends NodeMessengerContract {

    @RegisterExtension
    static final RedisEngine ENGINE = new RedisEngine();

    private TestReplica first;
    private TestReplica second;
    private Cancellable lease;

    @BeforeEach
    void start() {
        first = new TestReplica(ENGINE.settings(), Clock.systemUTC());
        second = new TestReplica(ENGINE.settings(), Clock.systemUTC());
        lease = second.presence.upkeep().subscribe().with(nothing -> {
        });
        await().until(() -> isThere(PresenceKeys.lease(second.id.incarnation())));
    }

    @AfterEach
    void end() {
        lease.cancel();
        first.close();
        second.close();
        await().until(() -> listeners() == 0);
    }

    @Test
    void callsComeBackAfterRedisWasKilled() {
        // given
        List<NodeCall> heard = new CopyOnWriteArrayList<>();
        second().calls().subscribe().with(heard::add);
        awaitListening();
        // when
        ENGINE.kill();
        tell(first(), new EventsAppended(1));
        ENGINE.restart();
        awaitListening();
        tell(first(), new EventsAppended(2));
        // then
        await().untilAsserted(() -> assertThat(heard).containsExactly(new EventsAppended(2)));
    }

    @Test
    void holderWhoseLeaseIsOverIsTakenForDead() {
        // given
        ClientId client = ClientId.of("of-a-paused-one");
        second().calls().subscribe().with(heard -> {
        });
        awaitListening();
        presenceOfSecond().connected(new TestConnection(client, "g1")).await().atMost(Duration.ofSeconds(10));
        Uni<Boolean> telling = first().tellHolder(client, new EventsAppended(1));
        assertThat(telling.await().atMost(Duration.ofSeconds(10))).isTrue();
        // when
        lease.cancel();
        // then
        await().atMost(Duration.ofSeconds(30)).until(() -> !telling.await().atMost(Duration.ofSeconds(10)));
    }

    @Test
    void nobodyKnowsTheHolderWithoutRedis() {
        // given
        ENGINE.kill();
        // then
        Uni<Boolean> telling = first().tellHolder(ClientId.of("d1"), new EventsAppended(1));
        assertThatThrownBy(() -> telling.await().atMost(Duration.ofSeconds(10))).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
        ENGINE.restart();
    }

    @Test
    void lostCallIsReportedOnceInAWhile() {
        // given
        ENGINE.kill();
        // when
        for (int i = 0; i < 50; i++) {
            tell(first(), new EventsAppended(1));
        }
        ENGINE.restart();
        // then
        assertThat(first.reported).hasSize(1).allSatisfy(event -> assertThat(((BackgroundFailure) event).what())
                .isEqualTo("calls between replicas over Redis"));
    }

    @Test
    void callToAHungRedisIsGivenUp() throws Exception {
        // given
        signal("STOP");
        try {
            // when
            long start = System.nanoTime();
            tell(first(), new EventsAppended(1));
            // then
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        } finally {
            signal("CONT");
        }
        assertThat(first.reported).hasSize(1);
    }

    @Test
    void strangeTextOnTheChannelIsSkipped() {
        // given
        List<NodeCall> heard = new CopyOnWriteArrayList<>();
        second().calls().subscribe().with(heard::add);
        awaitListening();
        // when
        for (String text : List.of("", "x", "x y", "other appended many", "other connected a/b/c d", "other revoked  ",
                "other explode 1", "other connected \u0000")) {
            first.pipeline.send(Request.cmd(Command.PUBLISH).arg("nave:calls").arg(text)).toCompletableFuture().join();
        }
        tell(first(), new EventsAppended(3));
        // then
        await().untilAsserted(() -> assertThat(heard).containsExactly(new EventsAppended(3)));
    }

    @Override
    protected NodeMessenger first() {
        return first.messenger;
    }

    @Override
    protected NodeMessenger second() {
        return second.messenger;
    }

    @Override
    protected ReplicaId firstId() {
        return first.id;
    }

    @Override
    protected ReplicaId secondId() {
        return second.id;
    }

    @Override
    protected PresenceStore presenceOfSecond() {
        return second.presence;
    }

    private boolean isThere(String key) {
        return first.redis.sendAndAwait(Request.cmd(Command.EXISTS).arg(key)).toInteger() == 1;
    }

    @Override
    protected void stop(NodeMessenger replica) {
        second.messenger.stop(new ShutdownEvent());
    }

    @Override
    protected void awaitListening() {
        await().ignoreExceptions().until(() -> listeners() == 1);
    }

    private static int listeners() {
        try (TestReplica probe = new TestReplica(ENGINE.settings(), Clock.systemUTC())) {
            Request numsub = Request.cmd(Command.PUBSUB).arg("NUMSUB").arg("nave:calls");
            return probe.redis.sendAndAwait(numsub).get(1).toInteger();
        }
    }

    private static void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(ENGINE.pid())).inheritIO().start().waitFor();
    }
}
