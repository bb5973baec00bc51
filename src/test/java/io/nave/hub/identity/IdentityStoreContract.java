package io.nave.hub.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every IdentityStore and the SessionStore beside it keep to. */
public abstract class IdentityStoreContract {

    protected static final SymmetricKeys KEYS = new SymmetricKeys("cHJpbWFyeS1wcmltYXJ5", "c2Vjb25kYXJ5LXNlY29uZA==");
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
        Device device = new Device(id, "638000000000000000", new ETag("AAAA"), false, "it is broken; O'Neill \"said\"",
                Instant.parse("2026-01-02T03:04:05.678Z"), KEYS);
        // when
        Device inserted = await(store().insert(device));
        // then
        assertThat(inserted).isEqualTo(device);
        assertThat(await(store().find(id))).contains(device);
    }

    @Test
    void everyKindOfCredentialsIsKept() {
        for (Credentials credentials : List.of(KEYS, new Thumbprints(SHA1, ""), new CertificateAuthority(), new None())) {
            // given
            Device device = device(new DeviceId("d-" + UUID.randomUUID()), "e1", credentials);
            // when
            await(store().insert(device));
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
        await(store().insert(device(upper, "e1", KEYS)));
        // when
        DeviceId lower = new DeviceId("case-" + id);
        // then
        assertThat(await(store().find(lower))).isEmpty();
        await(store().insert(device(lower, "e2", KEYS)));
        assertThat(await(store().find(upper)).orElseThrow().etag()).isEqualTo(new ETag("e1"));
    }

    @Test
    void secondDeviceOfTheSameIdIsRefused() {
        // given
        Device first = device(id, "e1", KEYS);
        await(store().insert(first));
        // when
        HubException refusal = failure(store().insert(device(id, "e2", new None())));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.DEVICE_ALREADY_EXISTS);
        assertThat(await(store().find(id))).contains(first);
    }

    @Test
    void updateReplacesAllButTheId() {
        // given
        await(store().insert(device(id, "e1", KEYS)));
        Device changed = new Device(id, "g2", new ETag("e2"), false, "stolen", Instant.parse("2026-05-06T07:08:09Z"),
                new Thumbprints(SHA1, SHA1));
        // when
        Device updated = await(store().update(changed, new ETag("e1")));
        // then
        assertThat(updated).isEqualTo(changed);
        assertThat(await(store().find(id))).contains(changed);
    }

    @Test
    void updateBackToNeverAndNoKeysIsKept() {
        // given
        await(store().insert(new Device(id, "g", new ETag("e1"), false, "r", Instant.parse("2026-05-06T07:08:09Z"), KEYS)));
        Device changed = device(id, "e2", new None());
        // when
        await(store().update(changed, new ETag("e1")));
        // then
        assertThat(await(store().find(id))).contains(changed);
    }

    @Test
    void updateOfAnotherVersionIsRefused() {
        // given
        Device device = device(id, "e1", KEYS);
        await(store().insert(device));
        // when
        HubException refusal = failure(store().update(device(id, "e3", KEYS), new ETag("e2")));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(await(store().find(id))).contains(device);
    }

    @Test
    void etagsAreComparedExactly() {
        // given
        await(store().insert(device(id, "AbC=", KEYS)));
        // when
        HubException refusal = failure(store().update(device(id, "e3", KEYS), new ETag("abc=")));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
    }

    @Test
    void updateOfADeviceThatIsGoneSaysSo() {
        assertThat(failure(store().update(device(id, "e2", KEYS), new ETag("e1"))).code())
                .isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
    }

    @Test
    void ofManyConcurrentUpdatesOneWins() {
        // given
        await(store().insert(device(id, "e0", KEYS)));
        // when
        List<Integer> winners = Multi.createFrom().range(1, 41)
                .onItem().transformToUni(i -> store().update(device(id, "e" + i, KEYS), new ETag("e0")).replaceWith(i)
                        .onFailure(HubException.class).recoverWithNull())
                .merge(40).collect().asList().await().atMost(ofSeconds(30));
        // then
        assertThat(winners).hasSize(1);
        assertThat(await(store().find(id)).orElseThrow().etag().value()).isEqualTo("e" + winners.getFirst());
    }

    @Test
    void deleteTakesTheDeviceAndItsSession() {
        // given
        await(store().insert(device(id, "e1", KEYS)));
        await(sessions().save(client, TWO_FILTERS));
        // when
        await(store().delete(id, Optional.of(new ETag("e1"))));
        // then
        assertThat(await(store().find(id))).isEmpty();
        await(store().insert(device(id, "e2", KEYS)));
        assertThat(connecting(client).session()).isEmpty();
    }

    @Test
    void deleteOfAnyVersionWorks() {
        // given
        await(store().insert(device(id, "e1", KEYS)));
        // when
        await(store().delete(id, Optional.empty()));
        // then
        assertThat(await(store().find(id))).isEmpty();
    }

    @Test
    void deleteOfAnotherVersionIsRefused() {
        // given
        await(store().insert(device(id, "e1", KEYS)));
        // when
        HubException refusal = failure(store().delete(id, Optional.of(new ETag("e2"))));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(await(store().find(id))).isPresent();
    }

    @Test
    void deleteOfADeviceThatIsGoneSaysSo() {
        assertThat(failure(store().delete(id, Optional.empty())).code()).isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
        assertThat(failure(store().delete(id, Optional.of(new ETag("e1")))).code()).isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
    }

    @Test
    void listHasAtMostSoMany() {
        // given
        Device one = device(id, "e1", KEYS);
        await(store().insert(one));
        await(store().insert(device(new DeviceId("e-" + id), "e1", KEYS)));
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
        await(store().insert(device));
        // then
        assertThat(connecting(client)).isEqualTo(new ConnectingIdentity(device, Optional.empty()));
    }

    @Test
    void connectingDeviceFindsItsSessionAsItWasSaved() {
        // given
        Device device = device(id, "e1", KEYS);
        await(store().insert(device));
        // when
        await(sessions().save(client, TWO_FILTERS));
        // then
        assertThat(connecting(client)).isEqualTo(new ConnectingIdentity(device, Optional.of(TWO_FILTERS)));
    }

    @Test
    void sessionIsReplacedAsAWhole() {
        // given
        await(store().insert(device(id, "e1", KEYS)));
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
        await(store().insert(device(id, "e1", KEYS)));
        // when
        await(sessions().save(client, new SessionState(List.of())));
        // then
        assertThat(connecting(client).session()).contains(new SessionState(List.of()));
    }

    @Test
    void deletedSessionIsForgotten() {
        // given
        await(store().insert(device(id, "e1", KEYS)));
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
        await(store().insert(device(id, "e1", KEYS)));
        // then
        assertThat(connecting(client).session()).isEmpty();
    }

    @Test
    void sessionSurvivesAnUpdateOfItsDevice() {
        // given
        await(store().insert(device(id, "e1", KEYS)));
        await(sessions().save(client, TWO_FILTERS));
        // when
        await(store().update(device(id, "e2", KEYS), new ETag("e1")));
        // then
        assertThat(connecting(client).session()).contains(TWO_FILTERS);
    }

    @Test
    void concurrentSavesOfANewSessionAllSucceed() {
        // given
        await(store().insert(device(id, "e1", KEYS)));
        // when
        Multi.createFrom().range(0, 40).onItem().transformToUni(i -> sessions().save(client, TWO_FILTERS))
                .merge(40).collect().asList().await().atMost(ofSeconds(30));
        // then
        assertThat(connecting(client).session()).contains(TWO_FILTERS);
    }

    @Test
    void moduleFindsNothingAndKeepsNothing() {
        // given
        await(store().insert(device(id, "e1", KEYS)));
        ClientId module = ClientId.of(id.value(), "m");
        // when
        await(sessions().save(module, TWO_FILTERS));
        // then
        assertThat(await(store().findConnecting(module))).isEmpty();
        assertThat(connecting(client).session()).isEmpty();
        await(sessions().delete(module));
    }

    protected static Device device(DeviceId id, String etag, Credentials credentials) {
        return new Device(id, "638000000000000001", new ETag(etag), true, "", Device.NEVER, credentials);
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
