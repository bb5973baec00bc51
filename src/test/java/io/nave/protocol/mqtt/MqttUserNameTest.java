package io.nave.protocol.mqtt;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The user names that SDKs send, as they were captured (device-protocols §1.1, §1.2). */
class MqttUserNameTest {

    @ParameterizedTest
    @ValueSource(strings = {
            // Node, Java, Python, C, embedded C
            "hub.test.local/dev1/?api-version=2021-04-12&DeviceClientType=azure-iot-device%2F1.18.4%20(node%20v20.20.2)",
            "hub.test.local/dev1/?api-version=2020-09-30&DeviceClientType=com.microsoft.azure.sdk.iot.iot-device-client%2F2.5.0",
            "hub.test.local/dev1/?api-version=2019-10-01&DeviceClientType=azure-iot-device-iothub-py%2F2.14.0%283.11.2%3BLinux%29",
            "hub.test.local/dev1/?api-version=2020-09-30&DeviceClientType=iothubclient%2f1.14.0%20(native%3b%20Linux%3b%20x86_64)",
            "hub.test.local/dev1/?api-version=2020-09-30",
            // old SDKs, and without api-version
            "hub.test.local/dev1/api-version=2016-11-14",
            "hub.test.local/dev1/api-version=2017-06-30/DeviceClientType=Microsoft.Azure.Devices.Client/1.5.1-preview-003",
            "hub.test.local/dev1/",
            "hub.test.local/dev1" })
    void everySpellingOfADeviceIsRead(String text) {
        // when
        Optional<MqttUserName> name = MqttUserName.parse(text, "dev1");
        // then
        assertThat(name).contains(new MqttUserName("hub.test.local", Optional.empty(), Optional.empty()));
    }

    @Test
    void moduleIsReadAndPortIsLeftToTheHost() {
        // when
        Optional<MqttUserName> name = MqttUserName.parse("localhost:18883/dev1/m1/?api-version=2021-04-12", "dev1/m1");
        // then
        assertThat(name).contains(new MqttUserName("localhost:18883", Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
            hub/dev1/?api-version=2021-04-12&model-id=dtmi:com:example:T;1&DeviceClientType=x dtmi:com:example:T;1
            hub/dev1/?api-version=2020-09-30&model-id=dtmi%3Acom%3Aexample%3AT%3B1&DeviceClientType=x dtmi:com:example:T;1
            hub/dev1/?api-version=2020-09-30&DeviceClientType=x&model-id=dtmi%3acom%3aexample%3aT%3b1 dtmi:com:example:T;1
            hub/dev1/?model-id=a+b&model-id=second a+b
            """)
    void modelIdIsReadWhereverItStands(String text, String modelId) {
        // when
        Optional<MqttUserName> name = MqttUserName.parse(text, "dev1");
        // then
        assertThat(name.flatMap(MqttUserName::modelId)).contains(modelId);
    }

    @Test
    void authChainIsSeen() {
        // when
        Optional<MqttUserName> name = MqttUserName.parse("hub/leaf1/?api-version=x&auth-chain=leaf1%3Bedge1", "leaf1");
        // then
        assertThat(name.flatMap(MqttUserName::authChain)).contains("leaf1;edge1");
    }

    @ParameterizedTest
    @ValueSource(strings = { "a:b.c%d@e'f$g=h", "?x", "d/?y", "api-version=1" })
    void markInAnIdIsPartOfTheId(String clientId) {
        // when
        Optional<MqttUserName> name = MqttUserName.parse("hub/" + clientId + "/?api-version=2021-04-12", clientId);
        // then
        assertThat(name).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "dev1", "hub", "/dev1/?api-version=x", "hub/dev2/?api-version=x", "hub/dev1/m1/?api-version=x",
            "hub/dev12/?api-version=x", "hub/DEV1/?api-version=x", "hub/dev1?api-version=x" })
    void nameOfAnotherClientIsNone(String text) {
        // when
        Optional<MqttUserName> name = MqttUserName.parse(text, "dev1");
        // then
        assertThat(name).isEmpty();
    }
}
