package io.nave.storage.redis;

import java.time.Duration;
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
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
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
        done(first.presence.connected(other));
        ENGINE.kill();
        // when
        HubException notNoted = catchThrowableOfType(HubException.class, () -> done(first.presence.connected(client)));
        var _ = catchThrowableOfType(HubException.class, () -> done(first.presence.disconnected(other)));
        ENGINE.restart();
        // then
        assertThat(notNoted.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(since(second(), client, other)).isEqualTo(Map.of(client, T0)));
    }

    @Test
    void whatRedisForgotIsWrittenAgain() {
        // given
        done(first.presence.connected(client));
        // when
        first.redis.sendAndAwait(Request.cmd(Command.FLUSHALL));
        // then
        await().untilAsserted(() -> assertThat(since(second(), client)).isEqualTo(Map.of(client, T0)));
    }

    @Test
    void owedNoteDoesNotUndoATakeOver() {
        // given
        done(first.presence.connected(client));
        done(first.presence.connected(other));
        firstUpkeep.cancel();
        millis.set(T0 + 10);
        done(second.presence.connected(client));
        done(second.presence.connected(other));
        done(second.presence.disconnected(other));
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
        done(first.presence.connected(client));
        long before = entry().epoch();
        // when
        done(first.presence.disconnected(client));
        done(second.presence.connected(client));
        // then
        assertThat(entry().epoch()).isGreaterThan(before);
        assertThat(entry().incarnation()).isEqualTo(second.id.incarnation());
    }

    @Test
    void stoppedReplicaHoldsNobodyAtOnce() {
        // given
        done(first.presence.connected(client));
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
        Multi.createFrom().iterable(storm).onItem().transformToUni(first.presence::connected).merge(10_000)
                .collect().last().await().atMost(Duration.ofSeconds(60));
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
