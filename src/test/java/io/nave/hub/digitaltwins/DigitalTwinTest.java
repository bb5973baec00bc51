package io.nave.hub.digitaltwins;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.json.TwinText;
import io.nave.hub.message.MessageSource;
import io.nave.hub.notification.Notification;
import io.nave.hub.twins.Twin;
import io.nave.hub.twins.TwinProperties;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Twins in the words of IoT Plug and Play (service-protocols §5.17, semantics §2.5, §4.6). */
class DigitalTwinTest {

    private static final Twin TWIN = new Twin(ClientId.of("d1"), "dtmi:com:example:T;1", 3, 9, json("{}"),
            new TwinProperties(json("{'interval':30,'thermostat1':{'__t':'c','target':21.5},'map':{'a':1,'b':{'c':1}}}"),
                    json("{'interval':{'$lastUpdatedVersion':2},'thermostat1':{'target':{'$lastUpdatedVersion':4}},"
                            + "'map':{'$lastUpdatedVersion':5}}"),
                    5),
            new TwinProperties(json("{'serial':'n1','interval':{'value':30,'ac':200,'av':2,'ad':'done'},"
                    + "'thermostat1':{'__t':'c','max':25.3}}"),
                    json("{'serial':{'$lastUpdated':'T1'},'interval':{'$lastUpdated':'T2'},"
                            + "'thermostat1':{'max':{'$lastUpdated':'T3'}}}"),
                    4));

    @Test
    void documentHasReportedValuesAndWhatIsDesiredInItsMetadata() {
        assertThat(DigitalTwinView.of(TWIN)).isEqualTo(
                json("""
                        {'$dtId':'d1','serial':'n1','interval':30,
                         'thermostat1':{'max':25.3,'$metadata':{'max':{'lastUpdateTime':'T3'},'target':{'desiredValue':21.5,'desiredVersion':4}}},
                         '$metadata':{'$model':'dtmi:com:example:T;1','serial':{'lastUpdateTime':'T1'},
                          'interval':{'desiredValue':30,'desiredVersion':2,'ackVersion':2,'ackCode':200,'ackDescription':'done','lastUpdateTime':'T2'},
                          'map':{'desiredValue':{'a':1,'b':{'c':1}},'desiredVersion':5}}}"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "[{'op':'add','path':'/x','value':21}] | {'x':21}",
            "[{'op':'replace','path':'/x','value':21},{'op':'remove','path':'/interval'}] | {'x':21,'interval':null}",
            "[{'op':'remove','path':'/interval','value':null}] | {'interval':null}",
            "[{'op':'add','path':'/thermostat1/target','value':22}] | {'thermostat1':{'__t':'c','target':22}}",
            "[{'op':'add','path':'/new/target','value':22},{'op':'add','path':'/new/other','value':1}] | {'new':{'__t':'c','target':22,'other':1}}",
            "[{'op':'add','path':'/new','value':{'target':22,'$metadata':{}}}] | {'new':{'target':22,'__t':'c'}}",
            "[{'op':'replace','path':'/map/a','value':2}] | {'map':{'a':2}}",
            "[{'op':'replace','path':'/map','value':{'b':{'d':1}}}] | {'map':{'b':{'d':1,'c':null},'a':null}}",
            "[{'op':'add','path':'/a~1b~0c','value':1}] | {'a/b~c':1}" })
    void patchBecomesWhatIsMergedIntoTheDesiredProperties(String patch, String desired) {
        assertThat(DigitalTwinPatch.desired(json(patch), TWIN)).isEqualTo(json(desired));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = { "[] | INVALID_DIGITAL_TWIN_PATCH",
            "[{'op':'move','path':'/x','from':'/y'}] | INVALID_DIGITAL_TWIN_PATCH",
            "[{'op':'add','path':'/x'}] | INVALID_DIGITAL_TWIN_PATCH", "[5] | INVALID_DIGITAL_TWIN_PATCH_PATH",
            "[{'op':'add','path':'x','value':1}] | INVALID_DIGITAL_TWIN_PATCH_PATH",
            "[{'op':'add','path':'/','value':1}] | INVALID_DIGITAL_TWIN_PATCH_PATH" })
    void whatIsNoPatchIsRefused(String patch, ErrorCode code) {
        assertThat(catchThrowableOfType(HubException.class, () -> DigitalTwinPatch.desired(json(patch), TWIN)).code())
                .isEqualTo(code);
    }

    @Test
    void changeOfATwinWithAModelIsToldOnceMoreAsAPatch() {
        // given
        Notification change = changed("updateTwin", "dtmi:com:example:T;1",
                """
                        {'version':9,'properties':{'desired':{'interval':30,'gone':null,'thermostat1':{'__t':'c','target':22},'$metadata':{},'$version':4},
                         'reported':{'serial':'n2','old':null,'interval':{'value':30,'ac':200,'av':4},'thermostat1':{'__t':'c','max':25.3},
                          '$metadata':{'interval':{'$lastUpdated':'T2'}},'$version':3}}}""");
        // when
        List<Notification> told = new DigitalTwinChanges().of(change);
        // then
        assertThat(told).hasSize(1).allMatch(one -> one.source() == MessageSource.DIGITAL_TWIN_CHANGE
                && one.client().equals(change.client()) && one.at().equals(change.at()));
        assertThat(TwinText.array(told.getFirst().body().getBytes(UTF_8))).isEqualTo(json("""
                [{'op':'add','path':'/$metadata/interval','value':{'desiredValue':30,'desiredVersion':4}},
                 {'op':'remove','path':'/$metadata/gone'},
                 {'op':'add','path':'/thermostat1/$metadata/target','value':{'desiredValue':22,'desiredVersion':4}},
                 {'op':'add','path':'/serial','value':'n2'},
                 {'op':'remove','path':'/old'},
                 {'op':'add','path':'/interval','value':30},
                 {'op':'add','path':'/$metadata/interval','value':{'ackVersion':4,'ackCode':200,'lastUpdateTime':'T2'}},
                 {'op':'add','path':'/thermostat1/max','value':25.3}]"""));
    }

    @Test
    void whatIsNoChangeOfADigitalTwinIsNotToldOnceMore() {
        DigitalTwinChanges changes = new DigitalTwinChanges();
        assertThat(changes.of(changed("updateTwin", "", "{'properties':{'reported':{'a':1}}}"))).isEmpty();
        assertThat(changes.of(changed("updateTwin", "m", "{'version':3,'tags':{'a':1}}"))).isEmpty();
        assertThat(changes.of(changed("replaceTwin", "m", "{'properties':{'reported':{'a':1},'desired':{'$version':2}}}")))
                .isEmpty();
        assertThat(changes.of(new Notification(MessageSource.DEVICE_LIFECYCLE, ClientId.of("d1"), "1", "deleteDeviceIdentity",
                Instant.EPOCH, "{\"properties\":{\"reported\":{\"a\":1}}}", "m"))).isEmpty();
    }

    private static Notification changed(String opType, String modelId, String body) {
        return new Notification(MessageSource.TWIN_CHANGE, ClientId.of("d1"), "1", opType, Instant.EPOCH,
                body.replace('\'', '"'), modelId);
    }

    /** With single quotes for double ones. */
    private static JsonNode json(String text) {
        byte[] bytes = text.strip().replace('\'', '"').getBytes(UTF_8);
        return bytes[0] == '[' ? TwinText.array(bytes) : TwinText.object(bytes);
    }
}
