package io.nave.storage.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.nave.TestEngines;
import io.nave.hub.connections.Presence;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.ETag;
import io.nave.hub.id.WireTime;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.IdentityStore.NewDevice;
import io.nave.hub.identity.Module;
import io.nave.hub.message.MessageSource;
import io.nave.hub.notification.Notification;
import io.nave.hub.projection.PresenceNote;
import io.nave.hub.projection.ProjectedState;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

import static org.assertj.core.api.Assertions.assertThat;

/** What queries read does not go backwards, goes with its identity, and a replica's death changes no row. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PostgresProjectionStoreIT {

    private static final Instant T0 = Instant.parse("2026-02-03T04:05:06.789Z");
    private static final Duration LIFE = Duration.ofMinutes(1);

    private final ClientId device = ClientId.of("p-" + UUID.randomUUID());
    private final ClientId module = ClientId.of(device.device().value(), "m");
    private final ReplicaId here = ReplicaId.random();
    private final ReplicaId there = ReplicaId.random();

    @Inject
    PostgresProjectionStore store;

    @Inject
    PostgresIdentityStore devices;

    @Inject
    PostgresModuleStore modules;

    @Inject
    Pool pool;

    @Test
    void identityThatNeverConnectedIsThereToo() {
        // given
        register(device, "1");
        // then
        assertThat(find(device))
                .contains(new ProjectedState(new Presence("1", false, WireTime.YEAR_ONE, WireTime.YEAR_ONE), 0));
    }

    @Test
    void devicesAndModulesConnectAndLeave() {
        // given
        register(device, "1");
        register(module, "2");
        done(store.renew(here, LIFE));
        // when
        done(store.storePresence(List.of(connected(module, "2", here, 7), connected(device, "1", here, 5))));
        done(store.storePresence(List.of(left(device, "1", 9))));
        // then
        assertThat(find(device)).contains(new ProjectedState(presence("1", false, 9), 0));
        assertThat(find(module)).contains(new ProjectedState(presence("2", true, 7), 0));
    }

    @Test
    void whatComesLateChangesNothing() {
        // given
        register(device, "1");
        done(store.renew(here, LIFE));
        done(store.renew(there, LIFE));
        // when
        done(store.storePresence(List.of(connected(device, "1", here, 5))));
        done(store.storePresence(List.of(left(device, "1", 4))));
        done(store.storePresence(List.of(connected(device, "1", there, 3))));
        done(store.storeActivity(there, Map.of(device, T0.plusSeconds(100))));
        // then
        assertThat(find(device)).contains(new ProjectedState(presence("1", true, 5), 0));
        // when
        done(store.storeActivity(here, Map.of(device, T0.plusSeconds(100))));
        done(store.storeActivity(here, Map.of(device, T0.plusSeconds(50))));
        // then
        assertThat(find(device).orElseThrow().presence().lastActivity()).isEqualTo(T0.plusSeconds(100));
    }

    @Test
    void deathOfAReplicaRewritesNoRow() {
        // given
        register(device, "1");
        register(module, "2");
        done(store.renew(here, LIFE));
        done(store.storePresence(List.of(connected(device, "1", here, 5), connected(module, "2", there, 1))));
        String before = rowVersion();
        // when
        done(store.renew(here, Duration.ZERO));
        // then
        Presence dead = find(device).orElseThrow().presence();
        assertThat(dead.connected()).isFalse();
        assertThat(dead.updatedAt()).isAfter(T0.plusMillis(5));
        assertThat(dead.lastActivity()).isEqualTo(T0.plusMillis(5));
        // when
        done(store.storePresence(List.of(buried(device, "1", here, 6), buried(module, "2", here, 6))));
        // then
        assertThat(rowVersion()).isEqualTo(before);
        assertThat(find(module)).as("was last known elsewhere").contains(new ProjectedState(presence("2", false, 6), 0));
        // when
        done(store.renew(here, LIFE));
        // then
        assertThat(find(device).orElseThrow().presence().connected()).isTrue();
    }

    @Test
    void countIsThatOfTheLastReading() {
        // given
        register(device, "1");
        QueueId queue = new QueueId(device.device(), "1");
        long older = store.nextReading().await().atMost(Duration.ofSeconds(10));
        long newer = store.nextReading().await().atMost(Duration.ofSeconds(10));
        // when
        done(store.storeCounts(newer, Map.of(queue, 3, new QueueId(device.device(), "0"), 9)));
        done(store.storeCounts(older, Map.of(queue, 4)));
        // then
        assertThat(newer).isGreaterThan(older);
        assertThat(find(device).map(ProjectedState::messages)).contains(3);
    }

    @Test
    void itGoesWithTheIdentityAndIsNotOfTheNextOne() {
        // given
        register(device, "1");
        done(store.renew(here, LIFE));
        done(store.storePresence(List.of(connected(device, "1", here, 5))));
        done(store.storeCounts(1, Map.of(new QueueId(device.device(), "1"), 3)));
        // when
        done(devices.delete(device.device(), Optional.empty(), lifecycle(device)));
        done(store.storePresence(List.of(connected(device, "1", here, 6))));
        done(store.storeCounts(2, Map.of(new QueueId(device.device(), "1"), 3)));
        // then
        assertThat(find(device)).isEmpty();
        // when
        register(device, "2");
        done(store.storePresence(List.of(connected(device, "1", here, 7))));
        // then
        assertThat(find(device))
                .contains(new ProjectedState(new Presence("2", false, WireTime.YEAR_ONE, WireTime.YEAR_ONE), 0));
    }

    @Test
    void aWholeBatchIsOneStatement() {
        // given
        List<ClientId> many = IntStream.range(0, 500).mapToObj(i -> ClientId.of(device.device() + "-" + i)).toList();
        List<NewDevice> fresh = new ArrayList<>();
        many.forEach(one -> fresh.add(new NewDevice(newDevice(one, "1"), List.of(), List.of())));
        devices.insert(fresh).await().atMost(Duration.ofSeconds(30));
        done(store.renew(here, LIFE));
        Map<QueueId, Integer> counts = new HashMap<>();
        many.forEach(one -> counts.put(new QueueId(one.device(), "1"), 2));
        // when
        done(store.storePresence(many.stream().map(one -> connected(one, "1", here, 5)).toList()));
        done(store.storeCounts(1, counts));
        // then
        assertThat(store.find(many).await().atMost(Duration.ofSeconds(10)).values()).hasSize(500)
                .containsOnly(new ProjectedState(presence("1", true, 5), 2));
    }

    private String rowVersion() {
        return pool.query("select xmin::text from client_presence where module_id = '' and device_id = '" + device + "'")
                .executeAndAwait().iterator().next().getString(0);
    }

    private void register(ClientId client, String generationId) {
        if (client.module().isPresent()) {
            done(modules
                    .insert(new Module(client, generationId, new ETag("e"), "", new Credentials.None()), 50, lifecycle(client))
                    .replaceWithVoid());
        } else {
            devices.insert(List.of(new NewDevice(newDevice(client, generationId), List.of(), List.of()))).await()
                    .atMost(Duration.ofSeconds(10));
        }
    }

    private static Device newDevice(ClientId client, String generationId) {
        return new Device(client.device(), generationId, new ETag("e"), new DeviceStatus(true, "", Device.NEVER),
                new Credentials.None(), EdgeScope.NONE);
    }

    private static Notification lifecycle(ClientId client) {
        return new Notification(MessageSource.DEVICE_LIFECYCLE, client, "1", "deleteDeviceIdentity", T0, "{}");
    }

    private static PresenceNote connected(ClientId client, String generationId, ReplicaId replica, long epoch) {
        return new PresenceNote(client, presence(generationId, true, epoch), Optional.of(replica), epoch);
    }

    private static PresenceNote left(ClientId client, String generationId, long epoch) {
        return new PresenceNote(client, presence(generationId, false, epoch), Optional.empty(), epoch);
    }

    private static PresenceNote buried(ClientId client, String generationId, ReplicaId dead, long epoch) {
        return new PresenceNote(client, presence(generationId, false, epoch), Optional.of(dead), epoch);
    }

    private static Presence presence(String generationId, boolean connected, long epoch) {
        return new Presence(generationId, connected, T0.plusMillis(epoch), T0.plusMillis(epoch));
    }

    private Optional<ProjectedState> find(ClientId client) {
        return Optional.ofNullable(store.find(List.of(client)).await().atMost(Duration.ofSeconds(10)).get(client));
    }

    private static void done(Uni<Void> uni) {
        uni.await().atMost(Duration.ofSeconds(10));
    }
}
