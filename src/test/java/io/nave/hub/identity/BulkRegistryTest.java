package io.nave.hub.identity;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.json.BulkJson;
import io.nave.hub.json.TwinText;
import io.nave.hub.twins.Twin;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
    void itemBringsItsTwin() {
        // when
        List<String> outcomes = apply(
                "{'id':'d1','tags':{'site':'A'},'properties':{'desired':{'x':5.0,'$metadata':{},'$version':7},'reported':{'r':1}}}",
                "{'id':'d1','moduleId':'m','properties':{'desired':{'y':1}}}",
                "{'id':'d2','tags':{},'properties':{'desired':{},'reported':{}}}");
        // then
        assertThat(outcomes).containsExactly("d1 ok", "d1/m ok", "d2 ok");
        Twin twin = twin("d1");
        assertThat(twin.tags()).hasToString("{\"site\":\"A\"}");
        assertThat(twin.desired().content()).hasToString("{\"x\":5.0}");
        assertThat(twin.reported().content()).hasToString("{\"r\":1}");
        assertThat(twin("d1/m").desired().content()).hasToString("{\"y\":1}");
        assertThat(twin("d2").version()).isEqualTo(2);
    }

    @Test
    void modesOfIdentitiesOverwriteTheTwinAndThoseOfTwinsMergeIntoIt() {
        // given
        apply("{'id':'d1','tags':{'a':1,'b':1}}");
        // then
        assertThat(apply("{'id':'d1','importMode':'updateTwin','tags':{'c':1,'a':null}}")).containsExactly("d1 ok");
        assertThat(twin("d1").tags()).hasToString("{\"b\":1,\"c\":1}");
        assertThat(apply("{'id':'d1','tags':{'z':1}}")).containsExactly("d1 ok");
        assertThat(twin("d1").tags()).hasToString("{\"z\":1}");
    }

    @Test
    void etagsOfIdentityAndTwinGuardEachItsOwn() {
        // given
        apply("{'id':'d1','tags':{'a':1}}");
        // then
        assertThat(apply("{'id':'d1','importMode':'updateTwinIfMatchETag','tags':{'a':2}}"))
                .containsExactly("d1 ArgumentInvalid");
        assertThat(apply("{'id':'d1','importMode':'updateTwinIfMatchETag','twinETag':'AAAAAAAAAAE=','tags':{'a':2}}"))
                .containsExactly("d1 PreconditionFailed");
        assertThat(
                apply("{'id':'d1','importMode':'updateTwinIfMatchETag','eTag':'old','twinETag':'AAAAAAAAAAI=','tags':{'a':2}}"))
                .containsExactly("d1 ok");
        assertThat(apply(
                "{'id':'d1','importMode':'createOrUpdateIfMatchETag','eTag':'*','twinETag':'AAAAAAAAAAI=','status':'disabled',"
                        + "'tags':{'a':3}}"))
                .containsExactly("d1 PreconditionFailed");
        assertThat(twin("d1").tags()).hasToString("{\"a\":2}");
        assertThat(await(store.find(new DeviceId("d1"))).orElseThrow().enabled()).isFalse();
    }

    @Test
    void twinThatBreaksARuleRefusesItsItemBeforeAnythingIsDone() {
        assertThat(catchThrowableOfType(HubException.class, () -> apply("{'id':'d1','tags':{'$a':1}}")).code())
                .isEqualTo(ErrorCode.ARGUMENT_INVALID);
        assertThat(apply("{'id':'nosuch','importMode':'updateTwin','tags':{'a':1}}",
                "{'id':'nosuch','moduleId':'m','importMode':'updateTwin'}"))
                .containsExactly("nosuch DeviceNotFound", "nosuch/m DeviceNotFound");
    }

    private Twin twin(String id) {
        return await(fixture.twins().get(ClientId.parse(id))).twin();
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
        return TwinText.object(json.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }
}
