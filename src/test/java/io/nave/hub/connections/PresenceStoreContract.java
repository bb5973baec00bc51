package io.nave.hub.connections;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
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
    protected static final String GENERATION = "639000000000000000";

    protected final AtomicLong millis = new AtomicLong(T0);
    protected final Clock clock = ((InstantSource) () -> Instant.ofEpochMilli(millis.get())).withZone(ZoneOffset.UTC);
    protected final ClientId client = ClientId.of("d:" + UUID.randomUUID());
    private final ClientId module = ClientId.of(client.device().value(), "m");
    protected final TestConnection connection = connection(client);
    private final TestConnection ofModule = connection(module);

    protected abstract PresenceStore first();

    protected abstract PresenceStore second();

    protected abstract ReplicaId firstId();

    protected abstract ReplicaId secondId();

    /** Ends a replica without a word, as {@code kill -9} does. */
    protected abstract void die(PresenceStore replica);

    protected static TestConnection connection(ClientId client) {
        return new TestConnection(client, GENERATION);
    }

    @Test
    void whoeverIsConnectedIsSeenByAllReplicas() {
        // when
        done(first().connected(connection));
        // then
        assertThat(find(first(), client)).isEqualTo(Map.of(client, present(T0, T0)));
        assertThat(find(second(), client)).isEqualTo(Map.of(client, present(T0, T0)));
    }

    @Test
    void whoeverNeverConnectedIsAbsent() {
        assertThat(find(first(), client, module)).isEmpty();
        assertThat(find(first())).isEmpty();
    }

    @Test
    void moduleAndDeviceAreTwo() {
        // when
        done(first().connected(ofModule));
        // then
        assertThat(find(second(), client, module)).isEqualTo(Map.of(module, present(T0, T0)));
    }

    @Test
    void observedCloseIsSeenAtOnceAndRemembered() {
        // given
        done(first().connected(connection));
        connection.activeAt(Instant.ofEpochMilli(T0 + 700));
        millis.set(T0 + 1_000);
        // when
        done(first().disconnected(connection));
        // then
        assertThat(find(first(), client)).isEqualTo(Map.of(client, absent(T0 + 1_000, T0 + 700)));
        assertThat(find(second(), client)).isEqualTo(Map.of(client, absent(T0 + 1_000, T0 + 700)));
        // when
        millis.set(T0 + 2_000);
        done(first().disconnected(connection));
        // then
        assertThat(find(second(), client)).isEqualTo(Map.of(client, absent(T0 + 1_000, T0 + 700)));
    }

    @Test
    void activityOfALiveConnectionIsExactHereAndKnownElsewhereSoon() {
        // given
        done(first().connected(connection));
        // when
        connection.activeAt(Instant.ofEpochMilli(T0 + 700));
        // then
        assertThat(find(first(), client)).isEqualTo(Map.of(client, present(T0, T0 + 700)));
        await().untilAsserted(() -> assertThat(find(second(), client)).isEqualTo(Map.of(client, present(T0, T0 + 700))));
    }

    @Test
    void newerConnectionOnAnotherReplicaOutlivesTheCloseOfTheOlder() {
        // given
        done(first().connected(connection));
        millis.set(T0 + 5);
        done(second().connected(connection(client)));
        // when
        done(first().disconnected(connection));
        // then
        assertThat(find(first(), client)).isEqualTo(Map.of(client, present(T0 + 5, T0 + 5)));
    }

    @Test
    void newerConnectionHereOutlivesTheCloseOfTheOlder() {
        // given
        done(first().connected(connection));
        millis.set(T0 + 5);
        done(first().connected(connection(client)));
        // when
        done(first().disconnected(connection));
        // then
        assertThat(find(second(), client)).isEqualTo(Map.of(client, present(T0 + 5, T0 + 5)));
    }

    @Test
    void reconnectMovesSince() {
        // given
        done(first().connected(connection));
        millis.set(T0 + 5);
        done(first().disconnected(connection));
        millis.set(T0 + 7);
        // when
        done(first().connected(connection(client)));
        // then
        assertThat(find(second(), client)).isEqualTo(Map.of(client, present(T0 + 7, T0 + 7)));
    }

    @Test
    void deadReplicaHoldsNobody() {
        // given
        done(second().connected(connection));
        done(first().connected(ofModule));
        // when
        die(second());
        // then
        await().untilAsserted(() -> assertThat(find(first(), client, module)).hasEntrySatisfying(client, this::isGone)
                .containsEntry(module, present(T0, T0)));
    }

    private void isGone(Presence presence) {
        assertThat(presence.connected()).isFalse();
        assertThat(presence.updatedAt()).isBetween(Instant.ofEpochMilli(T0), Instant.ofEpochMilli(T0 + 60_000));
        assertThat(presence.lastActivity()).isEqualTo(Instant.ofEpochMilli(T0));
    }

    @Test
    void whoeverIsDeletedIsForgottenWithItsModules() {
        // given
        ClientId namesake = ClientId.of(client.device() + "-2", "m");
        done(first().connected(connection));
        done(first().connected(ofModule));
        done(first().connected(connection(namesake)));
        // when
        done(second().forget(module));
        Map<ClientId, Presence> withoutModule = find(first(), client, module, namesake);
        done(first().connected(ofModule));
        done(second().forget(client));
        // then
        assertThat(withoutModule).containsOnlyKeys(client, namesake);
        assertThat(find(first(), client, module, namesake)).containsOnlyKeys(namesake);
        // when
        done(first().disconnected(connection));
        done(second().forget(client));
        // then
        assertThat(find(first(), client, module, namesake)).containsOnlyKeys(namesake);
    }

    @Test
    void manyConnectAtOnce() {
        // given
        List<ClientId> many = IntStream.range(0, 3_000).mapToObj(i -> ClientId.of(client.device() + "-" + i)).toList();
        // when
        done(connectAll(first(), many));
        // then
        Map<ClientId, Presence> connected = find(second(), many.toArray(ClientId[]::new));
        assertThat(connected.keySet()).containsExactlyInAnyOrderElementsOf(many);
        assertThat(connected.values()).containsOnly(present(T0, T0));
    }

    protected static Uni<Void> connectAll(PresenceStore replica, List<ClientId> clients) {
        return Multi.createFrom().iterable(clients)
                .onItem().transformToUni(one -> replica.connected(connection(one))).merge(clients.size())
                .collect().last().replaceWithVoid();
    }

    protected static Map<ClientId, Presence> find(PresenceStore replica, ClientId... clients) {
        return replica.find(List.of(clients)).await().atMost(Duration.ofSeconds(10));
    }

    /** Since when these are connected, of those who are. */
    protected static Map<ClientId, Long> since(PresenceStore replica, ClientId... clients) {
        return find(replica, clients).entrySet().stream().filter(one -> one.getValue().connected())
                .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().updatedAt().toEpochMilli()));
    }

    protected static Presence present(long since, long activity) {
        return new Presence(GENERATION, true, Instant.ofEpochMilli(since), Instant.ofEpochMilli(activity));
    }

    protected static Presence absent(long since, long activity) {
        return new Presence(GENERATION, false, Instant.ofEpochMilli(since), Instant.ofEpochMilli(activity));
    }

    @Test
    void devicesAreCountedOverLiveReplicasAndModulesAreNot() {
        // given
        ClientId elsewhere = ClientId.of("elsewhere-" + client.device());
        done(first().connected(connection));
        done(first().connected(ofModule));
        done(second().connected(connection(elsewhere)));
        // then
        await().untilAsserted(() -> assertThat(count(first())).isEqualTo(2));
        await().untilAsserted(() -> assertThat(count(second())).isEqualTo(2));
        // when
        die(second());
        done(first().disconnected(ofModule));
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
