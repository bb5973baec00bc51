package io.nave.protocol.mqtt;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.access.BadTokens;
import io.nave.hub.access.Permission;
import io.nave.hub.access.SharedAccessPolicy;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whom a token of a policy lets in as a device, and what lets nobody in (device-protocols §1.3, §4.1; service-protocols §3.4).
 */
class MqttRightsTest {

    private static final String ACCEPTED = "20020000";
    private static final String NOT_AUTHORIZED = "20020005";
    private static final String USER = MqttFixture.HOST + "/dev1/?api-version=2021-04-12";

    private static MqttFixture hub;

    @BeforeAll
    static void start() {
        hub = new MqttFixture();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @ParameterizedTest
    @EnumSource
    void policyTakesDeviceConnect(Permission right) {
        // given
        String policy = "only-" + right;
        hub.policies.save(new SharedAccessPolicy(policy, Set.of(right), MqttFixture.KEY, MqttFixture.KEY)).await()
                .indefinitely();

        // when
        String answer = connect(MqttFixture.token(MqttFixture.HOST, 4102444800L, MqttFixture.KEY, policy));

        // then
        assertThat(answer).isEqualTo(right == Permission.DEVICE_CONNECT ? ACCEPTED : NOT_AUTHORIZED);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Bearer eyJhbGciOiJSUzI1NiJ9.e30.AAAA", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA" })
    void accessTokenIsNoPasswordOfADevice(String password) {
        assertThat(connect(password)).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void whatIsNoTokenLetsNobodyIn() {
        for (String resource : new String[] { MqttFixture.HOST, MqttFixture.HOST + "/devices/dev1" }) {
            Map<String, String> bad = BadTokens.of(resource, "device", MqttFixture.KEY, Instant.now());
            bad.forEach((fault, token) -> assertThat(connect(token)).as(fault).isEqualTo(NOT_AUTHORIZED));
        }
    }

    @Test
    void tokenOfADeviceWithAFaultLetsNobodyIn() {
        BadTokens.of(MqttFixture.HOST + "/devices/dev1", "device", MqttFixture.KEY, Instant.now())
                .forEach((fault, token) -> assertRefusedAsADevice(fault, token.replace("&skn=device", "")));
    }

    /** Without the name of a policy some of them are good tokens of the device. */
    private static void assertRefusedAsADevice(String fault, String token) {
        if (!fault.startsWith("policy") && !fault.startsWith("unknown policy")) {
            assertThat(connect(token)).as(fault).isEqualTo(NOT_AUTHORIZED);
        }
    }

    private static String connect(String password) {
        try (MqttWire wire = hub.open()) {
            MqttFrame answer = wire.connect(MqttConnectFrame.of("dev1", USER, password));
            return answer.hex();
        }
    }
}
