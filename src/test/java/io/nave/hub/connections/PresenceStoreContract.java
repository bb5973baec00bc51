package io.nave.hub.connections;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What every PresenceStore keeps to, between two replicas of a hub. */
public abstract class PresenceStoreContract {

    protected static final long T0 = 1_770_000_000_000L;

    protected final AtomicLong millis = new AtomicLong(T0);
    protected final Clock clock = ((InstantSource) () -> Instant.ofEpochMilli(millis.get())).withZone(ZoneOffset.UTC);
    protected final ClientId client = ClientId.of("d:" + UUID.randomUUID());
    private final ClientId module = new ClientId(client.device(), Optional.of(ClientId.of("m").device()));

    protected abstract PresenceStore first();

    protected abstract PresenceStore second();

    protected abstract ReplicaId firstId();

    protected abstract ReplicaId secondId();

    /** Ends a replica without a word, as {@code kill -9} does. */
    protected abstract void die(PresenceStore replica);

    @Test
    void whoeverIsConnectedIsSeenByAllReplicas() {
        // when
        done(first().connected(client));
        // then
        assertThat(since(first(), client)).isEqualTo(Map.of(client, T0));
        assertThat(since(second(), client)).isEqualTo(Map.of(client, T0));
    }

    @Test
    void whoeverNeverConnectedIsAbsent() {
        assertThat(since(first(), client, module)).isEmpty();
        assertThat(since(first())).isEmpty();
    }

    @Test
    void moduleAndDeviceAreTwo() {
        // when
        done(first().connected(module));
        // then
        assertThat(since(second(), client, module)).isEqualTo(Map.of(module, T0));
    }

    @Test
    void observedCloseIsSeenAtOnce() {
        // given
        done(first().connected(client));
        // when
        done(first().disconnected(client));
        // then
        assertThat(since(second(), client)).isEmpty();
        done(first().disconnected(client));
    }

    @Test
    void newerConnectionOnAnotherReplicaOutlivesTheCloseOfTheOlder() {
        // given
        done(first().connected(client));
        millis.set(T0 + 5);
        done(second().connected(client));
        // when
        done(first().disconnected(client));
        // then
        assertThat(since(first(), client)).isEqualTo(Map.of(client, T0 + 5));
    }

    @Test
    void holderIsTheReplicaThatNotedItLast() {
        // given
        assertThat(holder(client)).isEmpty();
        done(first().connected(client));
        Optional<ReplicaId> before = holder(client);
        // when
        done(second().connected(client));
        // then
        assertThat(before).contains(firstId());
        assertThat(holder(client)).contains(secondId());
        // when
        die(second());
        // then
        await().untilAsserted(() -> assertThat(holder(client)).isEmpty());
    }

    private Optional<ReplicaId> holder(ClientId who) {
        return first().holder(who).await().atMost(Duration.ofSeconds(10));
    }

    @Test
    void reconnectMovesSince() {
        // given
        done(first().connected(client));
        millis.set(T0 + 7);
        // when
        done(first().connected(client));
        // then
        assertThat(since(second(), client)).isEqualTo(Map.of(client, T0 + 7));
    }

    @Test
    void deadReplicaHoldsNobody() {
        // given
        done(second().connected(client));
        done(first().connected(module));
        // when
        die(second());
        // then
        await().untilAsserted(() -> assertThat(since(first(), client, module)).isEqualTo(Map.of(module, T0)));
    }

    @Test
    void manyConnectAtOnce() {
        // given
        List<ClientId> many = IntStream.range(0, 3_000).mapToObj(i -> ClientId.of(client.device() + "-" + i)).toList();
        // when
        done(Multi.createFrom().iterable(many).onItem().transformToUni(first()::connected).merge(3_000)
                .collect().last().replaceWithVoid());
        // then
        Map<ClientId, Long> connected = since(second(), many.toArray(ClientId[]::new));
        assertThat(connected.keySet()).containsExactlyInAnyOrderElementsOf(many);
        assertThat(connected.values()).containsOnly(T0);
    }

    protected static Map<ClientId, Long> since(PresenceStore replica, ClientId... clients) {
        return replica.connectedSince(List.of(clients)).await().atMost(Duration.ofSeconds(10));
    }

    @Test
    void devicesAreCountedOverLiveReplicasAndModulesAreNot() {
        // given
        ClientId elsewhere = ClientId.of("elsewhere-" + client.device());
        done(first().connected(client));
        done(first().connected(module));
        done(second().connected(elsewhere));
        // then
        await().untilAsserted(() -> assertThat(count(first())).isEqualTo(2));
        await().untilAsserted(() -> assertThat(count(second())).isEqualTo(2));
        // when
        die(second());
        done(first().disconnected(module));
        // then
        await().untilAsserted(() -> assertThat(count(first())).isEqualTo(1));
    }

    private static long count(PresenceStore store) {
        return store.count().await().atMost(Duration.ofSeconds(10));
    }

    protected static void done(Uni<Void> uni) {
        uni.await().atMost(Duration.ofSeconds(10));
    }
}
