package io.nave.hub.access;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.ConnectionProof.Evidence;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.DesiredChange;
import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.id.AuthChain;
import io.nave.hub.id.CertificateMarks;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.InMemoryIdentityStore;
import io.nave.hub.identity.Module;
import io.nave.hub.monitoring.CutReason;

import static org.assertj.core.api.Assertions.assertThat;

/** Which live connections end when something changes, and which do not (semantics §9.2). */
class AccessReviewTest {

    private static final String OLD = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String OTHER = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String NEW = "c29tZSBuZXcga2V5IG9mIDMyIGJ5dGVzIGxlbmd0aC4=";
    private static final CertificateMarks LEAF = new CertificateMarks("AA", "BBBB", "CC");

    private static final String GATEWAY_SCOPE = "ms-azure-iot-edge://gw-1";

    private final InMemoryIdentityStore identities = new InMemoryIdentityStore();
    private final InMemoryPolicyStore policies = new InMemoryPolicyStore();
    private final ConnectionTable connections = new ConnectionTable();
    private final AccessReview review = new AccessFixture(identities, policies).review(connections);
    private final List<String> cut = new CopyOnWriteArrayList<>();

    @BeforeEach
    void connect() {
        put(true, new Credentials.SymmetricKeys(OLD, OTHER));
        policy(OLD, OTHER, Permission.DEVICE_CONNECT);
    }

    @Test
    void keyThatIsNotInUseCanBeChangedWithoutACut() {
        // given
        enter("d1", key(OTHER));

        // when
        put(true, new Credentials.SymmetricKeys(NEW, OTHER));
        reviewDevice();

        // then
        assertThat(cut).isEmpty();
    }

    @Test
    void keysCanBeSwappedWithoutACut() {
        // given
        enter("d1", key(OLD));

        // when
        put(true, new Credentials.SymmetricKeys(OTHER, OLD));
        reviewDevice();

        // then
        assertThat(cut).isEmpty();
    }

    @Test
    void connectionOnAKeyThatIsGoneEnds() {
        // given
        enter("d1", key(OLD));
        enter("d2", key(OLD));

        // when
        put(true, new Credentials.SymmetricKeys(NEW, OTHER));
        reviewDevice();

        // then
        assertThat(cut).containsExactly("d1 REVOKED");
    }

    @Test
    void disablingEndsTheDeviceAndItsModulesWhateverTheyRestOn() {
        // given
        identities.modules().put(new Module(ClientId.of("d1", "m1"), "g", new ETag("e"), "",
                new Credentials.SymmetricKeys(OLD, OTHER)));
        enter("d1", new Evidence.PolicyKey("device", KeyFingerprints.of(OLD)));
        enter("d1/m1", key(OLD));

        // when
        put(false, new Credentials.SymmetricKeys(OLD, OTHER));
        reviewDevice();

        // then
        assertThat(cut).containsExactlyInAnyOrder("d1 REVOKED", "d1/m1 REVOKED");
    }

    @Test
    void deviceThatWasMadeAnewIsAnother() {
        // given
        enter("d1", key(OLD));

        // when
        identities.put(new Device(new DeviceId("d1"), "another", new ETag("e"), DeviceStatus.ENABLED,
                new Credentials.SymmetricKeys(OLD, OTHER), EdgeScope.NONE));
        reviewDevice();

        // then
        assertThat(cut).containsExactly("d1 REVOKED");
    }

    @Test
    void certificateThatIsNoLongerRegisteredEndsTheConnection() {
        // given
        put(true, new Credentials.Thumbprints("AA", "FF"));
        enter("d1", new Evidence.SelfSigned(LEAF));

        // then
        put(true, new Credentials.Thumbprints("EE", "bbbb"));
        reviewDevice();
        assertThat(cut).as("its SHA-256 is there").isEmpty();
        put(true, new Credentials.Thumbprints("EE", "FF"));
        reviewDevice();
        assertThat(cut).containsExactly("d1 REVOKED");
    }

    @Test
    void connectionOnAnAuthorityThatIsGoneEnds() {
        // given
        put(true, new Credentials.CertificateAuthority());
        enter("d1", new Evidence.Issued("root", List.of(LEAF)));
        enter("d2", new Evidence.Issued("other", List.of(LEAF)));

        // when
        review.review(new AccessChange.Authority("root")).await().atMost(Duration.ofSeconds(5));

        // then
        assertThat(cut).containsExactly("d1 REVOKED");
    }

    @Test
    void policyKeyThatIsGoneEndsTheConnectionsOnItAndNoOthers() {
        // given
        enter("d1", new Evidence.PolicyKey("device", KeyFingerprints.of(OLD)));
        put("d2", true, new Credentials.SymmetricKeys(OLD, OTHER));
        enter("d2", new Evidence.PolicyKey("device", KeyFingerprints.of(OTHER)));
        put("d3", true, new Credentials.SymmetricKeys(OLD, OTHER));
        enter("d3", key(OLD));

        // when
        policy(NEW, OTHER, Permission.DEVICE_CONNECT);
        review.review(new AccessChange.Policy("device")).await().atMost(Duration.ofSeconds(5));

        // then
        assertThat(cut).containsExactly("d1 REVOKED");
    }

    @Test
    void policyThatLosesItsRightEndsAllConnectionsOnIt() {
        // given
        enter("d1", new Evidence.PolicyKey("device", KeyFingerprints.of(OLD)));

        // when
        policy(OLD, OTHER, Permission.SERVICE_CONNECT);
        review.review(new AccessChange.Policy("device")).await().atMost(Duration.ofSeconds(5));

        // then
        assertThat(cut).containsExactly("d1 REVOKED");
    }

    @Test
    void gatewayThatConnectedManyIsAskedAboutOnce() {
        // given
        CountingStore counting = new CountingStore();
        AccessReview counted = new AccessFixture(counting.store(identities), policies).review(connections);
        gateway(true, OLD);
        for (int i = 0; i < 1200; i++) {
            behind("leaf" + i, i == 7 ? "elsewhere" : GATEWAY_SCOPE);
            enter("leaf" + i, behalf("leaf" + i, OLD));
        }
        behind("other", GATEWAY_SCOPE);
        enter("other", behalf("other", OTHER));

        // when
        counted.review(new AccessChange.Identity(new DeviceId("gw"))).await().atMost(Duration.ofSeconds(10));

        // then
        assertThat(cut).containsExactly("leaf7 REVOKED");
        assertThat(counting.calls()).isLessThan(10);

        // when
        gateway(true, NEW);
        counted.review(new AccessChange.Identity(new DeviceId("gw"))).await().atMost(Duration.ofSeconds(10));

        // then
        assertThat(cut).hasSize(1201).doesNotContain("other REVOKED");
    }

    @Test
    void whatCannotBeDecidedAboutIsCutBehindAGatewayToo() {
        // given
        gateway(true, OLD);
        behind("leaf", GATEWAY_SCOPE);
        enter("leaf", behalf("leaf", OLD));
        AccessReview failing = new AccessFixture(CountingStore.failing(), policies).review(connections);

        // when
        failing.review(new AccessChange.Identity(new DeviceId("gw"))).await().atMost(Duration.ofSeconds(5));

        // then
        assertThat(cut).containsExactly("leaf REVOKED");
    }

    private void gateway(boolean enabled, String key) {
        identities.put(new Device(new DeviceId("gw"), "g", new ETag("e"), new DeviceStatus(enabled, "", Device.NEVER),
                new Credentials.None(), new EdgeScope(true, GATEWAY_SCOPE, List.of())));
        identities.modules().put(new Module(ClientId.of("gw", "$edgeHub"), "g", new ETag("e"), "",
                new Credentials.SymmetricKeys(key, OTHER)));
    }

    private void behind(String id, String scope) {
        identities.put(new Device(new DeviceId(id), "g", new ETag("e"), DeviceStatus.ENABLED, new Credentials.None(),
                new EdgeScope(false, scope, List.of(scope))));
    }

    private static Evidence behalf(String client, String key) {
        return new Evidence.OnBehalf(AuthChain.parse(client + ";gw"), "g", key(key));
    }

    private void reviewDevice() {
        long before = connections.accessChanges();
        review.review(new AccessChange.Identity(new DeviceId("d1"))).await().atMost(Duration.ofSeconds(5));
        assertThat(connections.accessChanges()).isGreaterThan(before);
    }

    private static Evidence key(String key) {
        return new Evidence.OwnKey(KeyFingerprints.of(key));
    }

    private void put(boolean enabled, Credentials credentials) {
        put("d1", enabled, credentials);
    }

    private void put(String id, boolean enabled, Credentials credentials) {
        identities.put(new Device(new DeviceId(id), "g", new ETag("e"), new DeviceStatus(enabled, "", Device.NEVER),
                credentials, EdgeScope.NONE));
    }

    private void policy(String primary, String secondary, Permission right) {
        policies.save(new SharedAccessPolicy("device", Set.of(right), primary, secondary)).await()
                .atMost(Duration.ofSeconds(5));
    }

    private void enter(String client, Evidence evidence) {
        connections.enter(new Connection(ClientId.parse(client), new ConnectionProof("g", "192.0.2.1", evidence), cut));
    }

    private record Connection(ClientId client, ConnectionProof proof, List<String> cuts) implements DeviceConnection {

        @Override
        public void desiredChanged(DesiredChange change) {
            // nobody listens
        }

        @Override
        public void cut(CutReason reason) {
            cuts.add(client + " " + reason);
        }
    }
}
