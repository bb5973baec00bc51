package io.nave.hub.rules;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.nave.hub.access.AccessRules;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.network.NetworkRules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The document of the access rules: every field, and every way to get it wrong. */
class AccessRulesJsonTest {

    private static final String FULL = """
            {"disableLocalAuth":true,"disableDeviceSAS":false,"disableModuleSAS":true,\
            "allowedDevices":["a","b"],"deniedDevices":["c"],\
            "deniedCertificates":[{"thumbprint":"ABABABABABABABABABABABABABABABABABABABAB"},\
            {"issuer":"CN=Factory CA,O=Acme","serialNumber":"0A1B"}],\
            "networkRuleSets":{"defaultAction":"Deny","applyToBuiltInEventHubEndpoint":true,\
            "ipRules":[{"filterName":"lan","action":"Allow","ipMask":"10.0.0.0/8"},\
            {"filterName":"six","action":"Reject","ipMask":"2001:db8:0:0:0:0:0:0/32"}]}}""";

    @Test
    void documentIsWrittenAsItWasRead() {
        // given
        AccessRules rules = AccessRulesJson.read(json(FULL));

        // then
        assertThat(AccessRulesJson.read(AccessRulesJson.write(rules))).isEqualTo(rules);
        assertThat(AccessRulesJson.write(rules).get("networkRuleSets")).isEqualTo(json(FULL).get("networkRuleSets"));
        assertThat(AccessRulesJson.write(rules).get("deniedCertificates")).hasSize(2);
        assertThat(rules.devices().allowed()).isEqualTo(Set.of(new DeviceId("a"), new DeviceId("b")));
        assertThat(rules.switches().disableLocalAuth()).isTrue();
    }

    @Test
    void whatIsLeftOutIsAsInAHubWithoutRules() {
        assertThat(AccessRulesJson.read(json("{}"))).isEqualTo(AccessRules.OPEN);
        assertThat(AccessRulesJson.read(json("{\"networkRuleSets\":null,\"deniedDevices\":null}"))).isEqualTo(AccessRules.OPEN);
        assertThat(AccessRulesJson.read(json("{\"networkRuleSets\":{}}")).network()).isEqualTo(NetworkRules.OPEN);
    }

    @Test
    void listsAreWrittenInOrder() {
        // when
        AccessRules rules = AccessRulesJson.read(json("{\"deniedDevices\":[\"z\",\"a\",\"m\",\"a\"]}"));

        // then
        assertThat(AccessRulesJson.write(rules).get("deniedDevices")).hasToString("[\"a\",\"m\",\"z\"]");
    }

    @Test
    void thumbprintsAreReadInEverySpelling() {
        assertThat(AccessRulesJson.read(json("{\"deniedCertificates\":[{\"thumbprint\":\"" + "ab:".repeat(19) + "AB\"}]}")))
                .isEqualTo(
                        AccessRulesJson.read(json("{\"deniedCertificates\":[{\"thumbprint\":\"" + "AB".repeat(20) + "\"}]}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "[] | the access rules must be a JSON object",
            "{\"deniedDevice\":[]} | 'deniedDevice' is no field of the access rules; it has disableLocalAuth,",
            "{\"disableLocalAuth\":\"true\"} | disableLocalAuth must be true or false",
            "{\"disableDeviceSAS\":1} | disableDeviceSAS must be true or false",
            "{\"allowedDevices\":\"d1\"} | allowedDevices must be a JSON array",
            "{\"allowedDevices\":[1]} | an entry of allowedDevices must be a text",
            "{\"deniedDevices\":[\"a/b\"]} | An id has 1 to 128 characters",
            "{\"deniedDevices\":[\"\"]} | An id has 1 to 128 characters",
            "{\"deniedCertificates\":[{}]} | an entry of deniedCertificates must have the field issuer",
            "{\"deniedCertificates\":[{\"issuer\":\"CN=a\"}]} | must have the field serialNumber",
            "{\"deniedCertificates\":[{\"thumbprint\":\"AB\"}]} | A thumbprint has 40 (SHA-1) or 64 (SHA-256) hex digits",
            "{\"deniedCertificates\":[{\"thumbprint\":\"AB\",\"issuer\":\"CN=a\"}]} | has a thumbprint, or an issuer",
            "{\"deniedCertificates\":[{\"issuer\":\"nonsense\",\"serialNumber\":\"1\"}]} | An issuer is a distinguished name",
            "{\"deniedCertificates\":[{\"issuer\":\"CN=a\",\"serialNumber\":\"-1\"}]} | A serialNumber has 1 to 40 hex digits",
            "{\"networkRuleSets\":[]} | networkRuleSets must be a JSON object",
            "{\"networkRuleSets\":{\"virtualNetworks\":[]}} | 'virtualNetworks' is no field of networkRuleSets",
            "{\"networkRuleSets\":{\"defaultAction\":\"Reject\"}} | defaultAction is Allow or Deny",
            "{\"networkRuleSets\":{\"ipRules\":[{}]}} | an entry of ipRules must have the field filterName",
            "{\"networkRuleSets\":{\"ipRules\":[{\"filterName\":\"a\",\"action\":\"Deny\",\"ipMask\":\"::1\"}]}} | action is Allow or Reject",
            "{\"networkRuleSets\":{\"ipRules\":[{\"filterName\":\"a\",\"action\":\"Allow\",\"ipMask\":\"10/8\"}]}} | '10/8' is no IP range"
    })
    void mistakeIsRefusedByTheNameOfTheField(String document, String detail) {
        assertThatThrownBy(() -> AccessRulesJson.read(json(document))).hasMessageContaining(detail)
                .isInstanceOfSatisfying(HubException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID));
    }

    private static JsonNode json(String text) {
        try {
            return JsonMapper.builder().build().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
