package io.nave.protocol.mqtt;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.id.ClientId;
import io.nave.protocol.mqtt.MqttTopic.Purpose;

import static org.assertj.core.api.Assertions.assertThat;

/** The topics of the hub (device-protocols §1.8 to §1.11). */
class MqttTopicTest {

    private final MqttTopic device = new MqttTopic(ClientId.of("dev1"));
    private final MqttTopic module = new MqttTopic(ClientId.of("dev1", "m1"));

    @ParameterizedTest
    @CsvSource({ "devices/dev1/messages/events,28", "devices/dev1/messages/events/,29", "devices/dev1/messages/events/a=b,29",
            "devices/dev1/messages/eventsa=b,-1", "devices/dev2/messages/events/,-1", "devices/dev12/messages/events/,-1",
            "devices/DEV1/messages/events/,-1", "devices/dev1/modules/m1/messages/events/,-1",
            "devices/dev1/messages/devicebound/,-1", "$iothub/twin/GET/?$rid=1,-1" })
    void bagBeginsBehindTheDevicesOwnTopic(String topic, int at) {
        // when
        int bag = device.bagOf(topic);
        // then
        assertThat(bag).isEqualTo(at);
    }

    @Test
    void moduleHasATopicOfItsOwn() {
        // when
        int own = module.bagOf("devices/dev1/modules/m1/messages/events/%24.on=out1");
        int device = module.bagOf("devices/dev1/messages/events/");
        // then
        assertThat(own).isEqualTo("devices/dev1/modules/m1/messages/events/".length());
        assertThat(device).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "devices/dev1/messages/devicebound/#", "$iothub/methods/POST/#", "$iothub/twin/res/#",
            "$iothub/twin/PATCH/properties/desired/#" })
    void deviceMaySubscribeToTheHubsFilters(String filter) {
        // when
        boolean allowed = device.maySubscribe(filter);
        // then
        assertThat(allowed).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "devices/dev1/modules/m1/messages/devicebound/#", "devices/dev1/modules/m1/inputs/#",
            "devices/dev1/modules/m1/#", "$iothub/methods/POST/#", "$iothub/twin/res/#",
            "$iothub/twin/PATCH/properties/desired/#" })
    void moduleMaySubscribeToTheFiltersOfModules(String filter) {
        // when
        boolean allowed = module.maySubscribe(filter);
        // then
        assertThat(allowed).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "#", "devices/#", "devices/dev2/messages/devicebound/#", "devices/dev1/messages/devicebound",
            "devices/dev1/messages/events/#", "devices/+/messages/devicebound/#", "$iothub/#", "devices/dev1/inputs/#", "" })
    void nothingElseMayBeSubscribedTo(String filter) {
        // when
        boolean allowed = device.maySubscribe(filter);
        // then
        assertThat(allowed).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "$iothub/twin/GET/?$rid=1,TWIN_GET", "$iothub/twin/PATCH/properties/reported/?$rid=1&$version=2,TWIN_PATCH",
            "$iothub/methods/res/200/?$rid=1f,METHOD_RESPONSE", "$iothub/twin/PATCH/properties/desired/,FORBIDDEN",
            "devices/dev2/messages/events/,FORBIDDEN", "anything,FORBIDDEN" })
    void otherTopicsHaveOnePurpose(String topic, Purpose purpose) {
        // when
        Purpose found = MqttTopic.purposeOf(topic);
        // then
        assertThat(found).isEqualTo(purpose);
    }

    @ParameterizedTest
    @CsvSource({ "$iothub/twin/GET/?$rid=d354858c-1,d354858c-1", "$iothub/twin/GET/?%24rid=a%20b,a%20b",
            "$iothub/twin/PATCH/properties/reported/?$version=3&$rid=7,7" })
    void requestIdIsEchoedAsItWasWritten(String topic, String id) {
        // when
        Optional<String> found = MqttTopic.requestId(topic);
        // then
        assertThat(found).contains(id);
    }

    @ParameterizedTest
    @ValueSource(strings = { "$iothub/twin/GET/", "$iothub/twin/GET/?", "$iothub/twin/GET/?rid=1" })
    void requestWithoutIdHasNone(String topic) {
        // when
        Optional<String> found = MqttTopic.requestId(topic);
        // then
        assertThat(found).isEmpty();
    }
}
