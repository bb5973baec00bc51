package io.nave.hub.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.nave.hub.connections.SessionState;
import io.nave.hub.connections.SessionState.Subscription;
import io.nave.hub.connections.SessionStore;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials.CertificateAuthority;
import io.nave.hub.identity.Credentials.None;
import io.nave.hub.identity.Credentials.SymmetricKeys;
import io.nave.hub.identity.Credentials.Thumbprints;
import io.nave.hub.identity.IdentityStore.ConnectingIdentity;
import io.nave.hub.identity.IdentityStore.DeviceCounts;
import io.nave.hub.identity.IdentityStore.NewDevice;
import io.nave.hub.message.MessageSource;
import io.nave.hub.notification.Notification;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every IdentityStore and the SessionStore beside it keep to. */
public abstract class IdentityStoreContract {

    protected static final SymmetricKeys KEYS = new SymmetricKeys("cHJpbWFyeS1wcmltYXJ5", "c2Vjb25kYXJ5LXNlY29uZA==");
    private static final Notification DELETED = new Notification(MessageSource.DEVICE_LIFECYCLE, ClientId.of("d"), "g",
            "deleteDeviceIdentity", Instant.EPOCH, "{}");
    private static final String SHA1 = "A1B2C3D4E5F60718293A4B5C6D7E8F9001122334";
    private static final SessionState TWO_FILTERS = new SessionState(List.of(
            new Subscription("devices/d/messages/devicebound/#", 1), new Subscription("$iothub/methods/POST/#", 0)));

    private final DeviceId id = new DeviceId("d:" + UUID.randomUUID());
    private final ClientId client = new ClientId(id, Optional.empty());

    protected abstract IdentityStore store();

    protected abstract SessionStore sessions();

    @Test
    void everyFieldIsKept() {
        // given
        Device device = new Device(id, "638000000000000000", new ETag("AAAA"),
                new DeviceStatus(false, "it is broken; O'Neill \"said\"", Instant.parse("2026-01-02T03:04:05.678Z")), KEYS,
                EdgeScope.NONE);
        // when
        insert(device);
        // then
        assertThat(await(store().find(id))).contains(device);
    }

    @Test
    void everyKindOfCredentialsIsKept() {
        for (Credentials credentials : List.of(KEYS, new Thumbprints(SHA1, ""), new CertificateAuthority(), new None())) {
            // given
            Device device = device(new DeviceId("d-" + UUID.randomUUID()), "e1", credentials);
            // when
            insert(device);
            // then
            assertThat(await(store().find(device.id()))).contains(device);
        }
    }

    @Test
    void unknownDeviceIsNotFound() {
        assertThat(await(store().find(id))).isEmpty();
        assertThat(await(store().findConnecting(client))).isEmpty();
    }

    @Test
    void idsDifferByCase() {
        // given
        DeviceId upper = new DeviceId("CASE-" + id);
        insert(device(upper, "e1", KEYS));
        // when
        DeviceId lower = new DeviceId("case-" + id);
        // then
        assertThat(await(store().find(lower))).isEmpty();
        insert(device(lower, "e2", KEYS));
        assertThat(await(store().find(upper)).orElseThrow().etag()).isEqualTo(new ETag("e1"));
    }

    @Test
    void secondDeviceOfTheSameIdIsRefused() {
        // given
        Device first = device(id, "e1", KEYS);
        insert(first);
        // when
        Set<DeviceId> added = await(store().insert(List.of(fresh(device(id, "e2", new None())))));
        // then
        assertThat(added).isEmpty();
        assertThat(await(store().find(id))).contains(first);
    }

    @Test
    void updateReplacesAllButTheId() {
        // given
        insert(device(id, "e1", KEYS));
        Device changed = new Device(id, "g2", new ETag("e2"),
                new DeviceStatus(false, "stolen", Instant.parse("2026-05-06T07:08:09Z")), new Thumbprints(SHA1, SHA1),
                EdgeScope.NONE);
        // when
        Device updated = await(store().update(changed, new ETag("e1"), List.of()));
        // then
        assertThat(updated).isEqualTo(changed);
        assertThat(await(store().find(id))).contains(changed);
    }

    @Test
    void updateBackToNeverAndNoKeysIsKept() {
        // given
        insert(new Device(id, "g", new ETag("e1"), new DeviceStatus(false, "r", Instant.parse("2026-05-06T07:08:09Z")), KEYS,
                EdgeScope.NONE));
        Device changed = device(id, "e2", new None());
        // when
        await(store().update(changed, new ETag("e1"), List.of()));
        // then
        assertThat(await(store().find(id))).contains(changed);
    }

    @Test
    void updateOfAnotherVersionIsRefused() {
        // given
        Device device = device(id, "e1", KEYS);
        insert(device);
        // when
        HubException refusal = failure(store().update(device(id, "e3", KEYS), new ETag("e2"), List.of()));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(await(store().find(id))).contains(device);
    }

    @Test
    void etagsAreComparedExactly() {
        // given
        insert(device(id, "AbC=", KEYS));
        // when
        HubException refusal = failure(store().update(device(id, "e3", KEYS), new ETag("abc="), List.of()));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
    }

    @Test
    void updateOfADeviceThatIsGoneSaysSo() {
        assertThat(failure(store().update(device(id, "e2", KEYS), new ETag("e1"), List.of())).code())
                .isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
    }

    @Test
    void ofManyConcurrentUpdatesOneWins() {
        // given
        insert(device(id, "e0", KEYS));
        // when
        List<Integer> winners = Multi.createFrom().range(1, 41)
                .onItem()
                .transformToUni(i -> store().update(device(id, "e" + i, KEYS), new ETag("e0"), List.of()).replaceWith(i)
                        .onFailure(HubException.class).recoverWithNull())
                .merge(40).collect().asList().await().atMost(ofSeconds(30));
        // then
        assertThat(winners).hasSize(1);
        assertThat(await(store().find(id)).orElseThrow().etag().value()).isEqualTo("e" + winners.getFirst());
    }

    @Test
    void deleteTakesTheDeviceAndItsSession() {
        // given
        insert(device(id, "e1", KEYS));
        await(sessions().save(client, TWO_FILTERS));
        // when
        await(store().delete(id, Optional.of(new ETag("e1")), DELETED));
        // then
        assertThat(await(store().find(id))).isEmpty();
        insert(device(id, "e2", KEYS));
        assertThat(connecting(client).session()).isEmpty();
    }

    @Test
    void deleteOfAnyVersionWorks() {
        // given
        insert(device(id, "e1", KEYS));
        // when
        await(store().delete(id, Optional.empty(), DELETED));
        // then
        assertThat(await(store().find(id))).isEmpty();
    }

    @Test
    void deleteOfAnotherVersionIsRefused() {
        // given
        insert(device(id, "e1", KEYS));
        // when
        HubException refusal = failure(store().delete(id, Optional.of(new ETag("e2")), DELETED));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(await(store().find(id))).isPresent();
    }

    @Test
    void deleteOfADeviceThatIsGoneSaysSo() {
        assertThat(failure(store().delete(id, Optional.empty(), DELETED)).code()).isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
        assertThat(failure(store().delete(id, Optional.of(new ETag("e1")), DELETED)).code())
                .isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
    }

    @Test
    void listHasAtMostSoMany() {
        // given
        Device one = device(id, "e1", KEYS);
        insert(one);
        insert(device(new DeviceId("e-" + id), "e1", KEYS));
        // when
        List<Device> all = await(store().list(1_000_000));
        // then
        assertThat(all).contains(one).hasSizeGreaterThanOrEqualTo(2);
        assertThat(await(store().list(1))).hasSize(1);
    }

    @Test
    void connectingDeviceWithoutSessionHasNone() {
        // given
        Device device = device(id, "e1", KEYS);
        insert(device);
        // then
        assertThat(connecting(client)).isEqualTo(identity(device, Optional.empty()));
    }

    @Test
    void connectingDeviceFindsItsSessionAsItWasSaved() {
        // given
        Device device = device(id, "e1", KEYS);
        insert(device);
        // when
        await(sessions().save(client, TWO_FILTERS));
        // then
        assertThat(connecting(client)).isEqualTo(identity(device, Optional.of(TWO_FILTERS)));
    }

    @Test
    void sessionIsReplacedAsAWhole() {
        // given
        insert(device(id, "e1", KEYS));
        await(sessions().save(client, TWO_FILTERS));
        SessionState odd = new SessionState(List.of(new Subscription("a,b \"c\" {é}\n☃'\\", 1)));
        // when
        await(sessions().save(client, odd));
        // then
        assertThat(connecting(client).session()).contains(odd);
    }

    @Test
    void emptySessionIsASession() {
        // given
        insert(device(id, "e1", KEYS));
        // when
        await(sessions().save(client, new SessionState(List.of())));
        // then
        assertThat(connecting(client).session()).contains(new SessionState(List.of()));
    }

    @Test
    void deletedSessionIsForgotten() {
        // given
        insert(device(id, "e1", KEYS));
        await(sessions().save(client, TWO_FILTERS));
        // when
        await(sessions().delete(client));
        await(sessions().delete(client));
        // then
        assertThat(connecting(client).session()).isEmpty();
    }

    @Test
    void sessionOfNobodyIsNotKept() {
        // when
        await(sessions().save(client, TWO_FILTERS));
        insert(device(id, "e1", KEYS));
        // then
        assertThat(connecting(client).session()).isEmpty();
    }

    @Test
    void sessionSurvivesAnUpdateOfItsDevice() {
        // given
        insert(device(id, "e1", KEYS));
        await(sessions().save(client, TWO_FILTERS));
        // when
        await(store().update(device(id, "e2", KEYS), new ETag("e1"), List.of()));
        // then
        assertThat(connecting(client).session()).contains(TWO_FILTERS);
    }

    @Test
    void concurrentSavesOfANewSessionAllSucceed() {
        // given
        insert(device(id, "e1", KEYS));
        // when
        Multi.createFrom().range(0, 40).onItem().transformToUni(i -> sessions().save(client, TWO_FILTERS))
                .merge(40).collect().asList().await().atMost(ofSeconds(30));
        // then
        assertThat(connecting(client).session()).contains(TWO_FILTERS);
    }

    @Test
    void ofManyDevicesThoseAreAddedThatAreNew() {
        // given
        insert(device(id, "e1", KEYS));
        List<DeviceId> more = IntStream.range(0, 100).mapToObj(i -> new DeviceId("m" + i + "-" + id)).toList();
        List<NewDevice> all = Stream.concat(Stream.of(id), more.stream()).map(one -> fresh(device(one, "e2", KEYS))).toList();
        // when
        Set<DeviceId> added = await(store().insert(all));
        // then
        assertThat(added).containsExactlyInAnyOrderElementsOf(more);
        assertThat(await(store().find(id)).orElseThrow().etag()).isEqualTo(new ETag("e1"));
        assertThat(await(store().find(more.get(99)))).contains(device(more.get(99), "e2", KEYS));
    }

    @Test
    void scopesAreKept() {
        // given
        EdgeScope behind = new EdgeScope(false, "ms-azure-iot-edge://gw,{1}-\"2\"",
                List.of("ms-azure-iot-edge://gw,{1}-\"2\""));
        Device device = new Device(id, "g", new ETag("e"), DeviceStatus.ENABLED, KEYS, behind);
        // when
        insert(device);
        // then
        assertThat(await(store().find(id))).contains(device);
    }

    @Test
    void someDevicesAreFoundAtOnce() {
        // given
        Device one = device(id, "e1", KEYS);
        Device other = device(new DeviceId("other,$1;-" + id), "e1", new None());
        insert(one);
        insert(other);
        // then
        assertThat(await(store().findAll(Set.of(id, other.id(), new DeviceId("nobody-" + id)))))
                .containsExactlyInAnyOrder(one, other);
        assertThat(await(store().findAll(Set.of()))).isEmpty();
    }

    @Test
    void pagesHaveEveryDeviceOnceInTheOrderOfIds() {
        // given
        List<DeviceId> ids = Stream.of("-0", "-1", "-A", "-a", "-a0").map(suffix -> new DeviceId(id + suffix)).toList();
        ids.reversed().forEach(one -> insert(device(one, "e", KEYS)));
        // when
        List<Device> first = await(store().page(Optional.of(id), 2));
        List<Device> second = await(store().page(Optional.of(first.getLast().id()), 3));
        // then
        assertThat(first).extracting(Device::id).containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(second).containsExactlyElementsOf(
                ids.subList(2, 5).stream().map(one -> device(one, "e", KEYS)).toList());
        assertThat(await(store().page(Optional.empty(), 1))).hasSize(1);
        assertThat(await(store().page(Optional.of(new DeviceId("z".repeat(128))), 5))).isEmpty();
    }

    @Test
    void devicesBehindAGatewayComeInTheOrderOfIds() {
        // given
        String scope = "ms-azure-iot-edge://gw-" + id;
        List<Device> children = Stream.of("-0", "-A", "-a").map(suffix -> behind(new DeviceId(id + suffix), scope)).toList();
        children.reversed().forEach(this::insert);
        insert(behind(new DeviceId("else-" + id), scope + "1"));
        insert(device(id, "e", KEYS));
        // then
        assertThat(await(store().behind(scope, Optional.empty(), 2))).containsExactlyElementsOf(children.subList(0, 2));
        assertThat(await(store().behind(scope, Optional.of(children.get(1).id()), 2))).containsExactly(children.get(2));
        assertThat(await(store().behind("nobody's" + id, Optional.empty(), 2))).isEmpty();
        assertThat(await(store().behind("", Optional.empty(), 2))).isEmpty();
    }

    private static Device behind(DeviceId device, String scope) {
        return new Device(device, "g", new ETag("e"), DeviceStatus.ENABLED, KEYS, EdgeScope.ofLeaf(scope));
    }

    @Test
    void devicesAreCountedByStatus() {
        // given
        DeviceCounts before = await(store().count());
        insert(device(id, "e1", KEYS));
        insert(new Device(new DeviceId("off-" + id), "g", new ETag("e"), new DeviceStatus(false, "", Device.NEVER), KEYS,
                EdgeScope.NONE));
        // then
        assertThat(await(store().count())).isEqualTo(new DeviceCounts(before.total() + 2, before.enabled() + 1));
    }

    private void insert(Device device) {
        assertThat(await(store().insert(List.of(fresh(device))))).containsExactly(device.id());
    }

    private static NewDevice fresh(Device device) {
        return new NewDevice(device, List.of(), List.of());
    }

    private ConnectingIdentity identity(Device device, Optional<SessionState> session) {
        return new ConnectingIdentity(client, device.enabled(), device.generationId(), device.credentials(), session);
    }

    protected static Device device(DeviceId id, String etag, Credentials credentials) {
        return new Device(id, "638000000000000001", new ETag(etag), new DeviceStatus(true, "", Device.NEVER), credentials,
                EdgeScope.NONE);
    }

    protected static <T> T await(Uni<T> uni) {
        return uni.await().atMost(ofSeconds(20));
    }

    protected static HubException failure(Uni<?> uni) {
        return catchThrowableOfType(HubException.class, () -> await(uni));
    }

    private ConnectingIdentity connecting(ClientId of) {
        return await(store().findConnecting(of)).orElseThrow();
    }
}
