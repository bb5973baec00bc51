package io.nave.storage.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.nave.hub.connections.PresenceStore;
import io.nave.hub.connections.PresenceStoreContract;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.connections.TestConnection;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Presence in Redis keeps to the contract, and to the truth after Redis was away. */
final class RedisPresenceStoreIT extends PresenceStoreContract {

    @RegisterExtension
    static final RedisEngine ENGINE = new RedisEngine();

    private final ClientId other = ClientId.of("other-" + client.device());
    private final TestConnection ofOther = connection(other);
    private TestReplica first;
    private TestReplica second;
    private Cancellable firstUpkeep;

    @BeforeEach
    void start() {
        first = new TestReplica(ENGINE.settings(), clock);
        second = new TestReplica(ENGINE.settings(), clock);
        firstUpkeep = first.presence.upkeep().subscribe().with(x -> {
        });
        second.presence.upkeep().subscribe().with(x -> {
        });
        await().until(() -> isAlive(first) && isAlive(second));
    }

    @AfterEach
    void end() {
        first.close();
        second.close();
    }

    @Test
    void whatHappenedWhileRedisWasAwayIsMadeGood() {
        // given
        done(first.presence.connected(ofOther));
        ENGINE.kill();
        // when
        HubException notNoted = catchThrowableOfType(HubException.class, () -> done(first.presence.connected(connection)));
        var _ = catchThrowableOfType(HubException.class, () -> done(first.presence.disconnected(ofOther)));
        ENGINE.restart();
        // then
        assertThat(notNoted.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(since(second(), client, other)).isEqualTo(Map.of(client, T0)));
    }

    @Test
    void whatRedisForgotIsWrittenAgain() {
        // given
        done(first.presence.connected(connection));
        // when
        first.redis.sendAndAwait(Request.cmd(Command.FLUSHALL));
        // then
        await().untilAsserted(() -> assertThat(since(second(), client)).isEqualTo(Map.of(client, T0)));
    }

    @Test
    void owedNoteDoesNotUndoATakeOver() {
        // given
        done(first.presence.connected(connection));
        done(first.presence.connected(ofOther));
        firstUpkeep.cancel();
        millis.set(T0 + 10);
        TestConnection otherAnew = connection(other);
        done(second.presence.connected(connection(client)));
        done(second.presence.connected(otherAnew));
        done(second.presence.disconnected(otherAnew));
        // when
        firstUpkeep = first.presence.upkeep().subscribe().with(x -> {
        });
        // then
        await().untilAsserted(() -> assertThat(since(second(), client, other))
                .isEqualTo(Map.of(client, T0 + 10, other, T0)));
    }

    @Test
    void epochGrowsWithEveryConnection() {
        // given
        done(first.presence.connected(connection));
        long before = entry().epoch();
        // when
        done(first.presence.disconnected(connection));
        long between = entry().epoch();
        done(second.presence.connected(connection(client)));
        // then
        assertThat(between).isGreaterThan(before);
        assertThat(entry().epoch()).isGreaterThan(between);
        assertThat(entry().incarnation()).isEqualTo(second.id.incarnation());
    }

    @Test
    void epochGrowsEvenWhenRedisForgotIt() {
        // given
        done(first.presence.connected(connection));
        long before = entry().epoch();
        // when
        first.redis.sendAndAwait(Request.cmd(Command.FLUSHALL));
        // then
        await().ignoreExceptions().untilAsserted(() -> assertThat(entry().epoch()).isGreaterThan(before));
    }

    @Test
    void whatDisconnectedIsRememberedOverARestartOfRedis() {
        // given
        done(first.presence.connected(connection));
        connection.activeAt(Instant.ofEpochMilli(T0 + 3));
        millis.set(T0 + 10);
        done(first.presence.disconnected(connection));
        // when
        ENGINE.kill();
        ENGINE.restart();
        // then
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(find(second(), client)).isEqualTo(Map.of(client, absent(T0 + 10, T0 + 3))));
    }

    @Test
    void closeThatCouldNotBeNotedIsNotedWithItsTimes() {
        // given
        done(first.presence.connected(connection));
        connection.activeAt(Instant.ofEpochMilli(T0 + 3));
        millis.set(T0 + 10);
        ENGINE.kill();
        // when
        var _ = catchThrowableOfType(HubException.class, () -> done(first.presence.disconnected(connection)));
        millis.set(T0 + 20);
        ENGINE.restart();
        // then
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(find(second(), client)).isEqualTo(Map.of(client, absent(T0 + 10, T0 + 3))));
    }

    @Test
    void stoppedReplicaHoldsNobodyAtOnce() {
        // given
        done(first.presence.connected(connection));
        // when
        firstUpkeep.cancel();
        // then
        await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> assertThat(since(second(), client)).isEmpty());
    }

    @Test
    void stormOfTenThousandTakesFewRoundTrips() {
        // given
        List<ClientId> storm = IntStream.range(0, 10_000).mapToObj(i -> ClientId.of(client.device() + "-" + i)).toList();
        long before = readsOfRedis();
        // when
        connectAll(first.presence, storm).await().atMost(Duration.ofSeconds(60));
        // then
        assertThat(readsOfRedis() - before).isLessThan(5_000);
        assertThat(since(second(), storm.toArray(ClientId[]::new))).hasSize(10_000);
    }

    @Override
    protected PresenceStore first() {
        return first.presence;
    }

    @Override
    protected PresenceStore second() {
        return second.presence;
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
    protected void die(PresenceStore replica) {
        assertThat(replica).isSameAs(second.presence);
        second.close();
    }

    private PresenceEntry entry() {
        String key = PresenceKeys.entries(PresenceKeys.bucket(client.device()));
        Request read = Request.cmd(Command.HGET).arg(key).arg(client.toString());
        return PresenceEntry.parse(first.redis.sendAndAwait(read).toString()).orElseThrow();
    }

    private long readsOfRedis() {
        return first.redis.sendAndAwait(Request.cmd(Command.INFO).arg("stats")).toString().lines()
                .filter(line -> line.startsWith("total_reads_processed:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).trim())).findFirst().orElseThrow();
    }

    private boolean isAlive(TestReplica replica) {
        return first.redis.sendAndAwait(Request.cmd(Command.EXISTS).arg(PresenceKeys.lease(replica.id.incarnation())))
                .toInteger() == 1;
    }
}
