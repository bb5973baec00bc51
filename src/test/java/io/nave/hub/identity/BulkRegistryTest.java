package io.nave.hub.identity;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.json.BulkJson;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every import mode of the bulk registry, as clients write it (service-protocols §5.5, semantics §7.3). */
class BulkRegistryTest {

    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private final InMemoryIdentityStore store = new InMemoryIdentityStore();
    private final RegistryFixture fixture = new RegistryFixture(store, new ConnectionTable(), new InMemoryNodeMessenger(),
            event -> {
            }, Clock.systemUTC());

    @Test
    void devicesAreCreatedAndThoseThatAreThereRefused() {
        // given
        apply("{'id':'d1','importMode':'create'}");

        // when
        List<String> outcomes = apply("{'id':'d1','importMode':'create','status':'disabled'}",
                "{'id':'d2','importMode':'Create','authentication':{'symmetricKey':{'primaryKey':'" + KEY
                        + "','secondaryKey':'" + KEY + "'}}}",
                "{'id':'d3','importMode':'create','authentication':{'type':'sas','symmetricKey':{'primaryKey':'1','secondaryKey':'2'}}}");

        // then
        assertThat(outcomes).containsExactly("d1 DeviceAlreadyExists", "d2 ok", "d3 ArgumentInvalid");
        assertThat(device("d1").enabled()).isTrue();
        assertThat(device("d2").credentials()).isEqualTo(new Credentials.SymmetricKeys(KEY, KEY));
        assertThat(await(store.find(new DeviceId("d3")))).isEmpty();
    }

    @Test
    void updateNeedsTheDeviceAndItsEtagWhereItSaysSo() {
        // given
        apply("{'id':'d1','importMode':'create'}");
        String etag = device("d1").etag().value();

        // then
        assertThat(apply("{'id':'nosuch','importMode':'update'}")).containsExactly("nosuch DeviceNotFound");
        assertThat(apply("{'id':'d1','importMode':'UpdateIfMatchETag','eTag':'other','status':'disabled'}"))
                .containsExactly("d1 PreconditionFailed");
        assertThat(apply("{'id':'d1','importMode':'updateIfMatchETag','status':'disabled'}"))
                .containsExactly("d1 ArgumentInvalid");
        assertThat(apply("{'id':'d1','importMode':'updateIfMatchETag','eTag':'" + etag + "','status':'disabled'}"))
                .containsExactly("d1 ok");
        assertThat(device("d1").enabled()).isFalse();
        assertThat(apply("{'id':'d1','importMode':'Update','eTag':'stale','status':'enabled'}")).containsExactly("d1 ok");
        assertThat(device("d1").enabled()).isTrue();
    }

    @Test
    void starMeansAnyVersionOfWhatIsThere() {
        // given
        apply("{'id':'d1'}");

        // then
        assertThat(apply("{'id':'d1','importMode':'updateIfMatchETag','eTag':'*','status':'disabled'}"))
                .containsExactly("d1 ok");
        assertThat(device("d1").enabled()).isFalse();
        assertThat(apply("{'id':'nosuch','importMode':'updateIfMatchETag','eTag':'*'}"))
                .containsExactly("nosuch DeviceNotFound");
        assertThat(apply("{'id':'d1','importMode':'deleteIfMatchETag','eTag':'*'}")).containsExactly("d1 ok");
    }

    @Test
    void createOrUpdateIsTheDefaultAndKeepsKeysThatAreLeftOut() {
        // given
        apply("{'id':'d1'}");
        Credentials before = device("d1").credentials();

        // when
        List<String> outcomes = apply("{'id':'d1','status':'disabled','importMode':null}", "{'id':'d2'}");

        // then
        assertThat(outcomes).containsExactly("d1 ok", "d2 ok");
        assertThat(device("d1").enabled()).isFalse();
        assertThat(device("d1").credentials()).isEqualTo(before);
    }

    @Test
    void createOrUpdateIfMatchComparesOnlyWhenThereIsADevice() {
        assertThat(apply("{'id':'d1','eTag':'any','importMode':'createOrUpdateIfMatchETag'}")).containsExactly("d1 ok");
        assertThat(apply("{'id':'d1','eTag':'any','importMode':'createOrUpdateIfMatchETag'}"))
                .containsExactly("d1 PreconditionFailed");
    }

    @Test
    void deleteTakesTheDeviceAway() {
        // given
        apply("{'id':'d1'}", "{'id':'d2'}");

        // then: the tool that writes etag in lower case, with quotes
        assertThat(apply("{'id':'d1','importMode':'deleteIfMatchEtag','etag':'\\\"other\\\"'}"))
                .containsExactly("d1 PreconditionFailed");
        assertThat(apply("{'id':'d1','importMode':'delete'}", "{'id':'d2','importMode':'deleteIfMatchEtag','etag':'\\\""
                + device("d2").etag() + "\\\"'}", "{'id':'d3','importMode':'delete'}"))
                .containsExactly("d1 ok", "d2 ok", "d3 DeviceNotFound");
        assertThat(await(store.list(10))).isEmpty();
    }

    @Test
    void modulesComeAfterTheirDevicesWhateverTheOrder() {
        // when
        List<String> outcomes = apply("{'id':'d1','moduleId':'m1','importMode':'create'}", "{'id':'d1','importMode':'create'}",
                "{'id':'nosuch','moduleId':'m1'}");

        // then
        assertThat(outcomes).containsExactly("d1/m1 ok", "d1 ok", "nosuch/m1 DeviceNotFound");
        assertThat(apply("{'id':'d1','moduleId':'m1','importMode':'create'}"))
                .containsExactly("d1/m1 ModuleAlreadyExistsOnDevice");
        assertThat(apply("{'id':'d1','moduleId':'m1','managedBy':'me'}")).containsExactly("d1/m1 ok");
        assertThat(await(store.modules().find(ClientId.of("d1", "m1"))).orElseThrow().managedBy()).isEqualTo("me");
        assertThat(apply("{'id':'d1','moduleId':'m1','importMode':'delete'}")).containsExactly("d1/m1 ok");
    }

    @Test
    void keysOfSystemModulesCanBeBroughtAlong() {
        // when
        List<String> outcomes = apply("{'id':'gw','capabilities':{'iotEdge':true}}",
                "{'id':'gw','moduleId':'$edgeHub','authentication':{'type':'sas','symmetricKey':{'primaryKey':'" + KEY
                        + "','secondaryKey':'" + KEY + "'}}}");

        // then
        assertThat(outcomes).containsExactly("gw ok", "gw/$edgeHub ok");
        assertThat(await(store.modules().find(ClientId.of("gw", "$edgeHub"))).orElseThrow().credentials())
                .isEqualTo(new Credentials.SymmetricKeys(KEY, KEY));
    }

    @Test
    void twinsAreRefusedOrSaidToBeLeftOut() {
        assertThat(apply("{'id':'d1'}", "{'id':'d2','importMode':'updateTwin','tags':{'a':1}}"))
                .containsExactly("d1 ok", "d2 FeatureNotSupported");
        assertThat(outcomes("{'id':'d3','tags':{'a':1}}").getFirst().twinLeftOut()).isTrue();
        assertThat(outcomes("{'id':'d4','tags':{},'properties':{'desired':{},'reported':{}}}").getFirst().twinLeftOut())
                .isFalse();
    }

    @Test
    void identityThatIsThereTwiceRefusesTheWholeCall() {
        assertThatThrownBy(() -> apply("{'id':'d1'}", "{'id':'d2'}", "{'id':'d1','importMode':'delete'}"))
                .isInstanceOfSatisfying(HubException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.DEVICE_DEFINED_MULTIPLE_TIMES));
        assertThat(await(store.list(10))).isEmpty();
    }

    private Device device(String id) {
        return await(store.find(new DeviceId(id))).orElseThrow();
    }

    private List<String> apply(String... items) {
        return outcomes(items).stream()
                .map(o -> o.id() + " " + o.refusal().map(r -> r.code().wireName()).orElse("ok")).toList();
    }

    private List<BulkOutcome> outcomes(String... items) {
        return await(fixture.bulk().apply(List.of(items).stream().map(BulkRegistryTest::item).toList()));
    }

    private static BulkItem item(String json) {
        return BulkJson.read(parse(json.replace('\'', '"')), ImportMode.CREATE_OR_UPDATE);
    }

    private static JsonNode parse(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }
}
