package io.nave.protocol.amqp;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The {@code to} of messages to devices in every spelling (service-protocols §6.4). */
final class DeviceBoundAddressTest {

    private static List<String> devicesOf(String to) {
        return DeviceBoundAddress.devicesOf(to).stream().map(DeviceId::value).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/devices/dev1/messages/devicebound", "/devices/dev1/messages/deviceBound",
            "devices/dev1/messages/devicebound", "/DEVICES/dev1/Messages/DeviceBound/",
            "amqps://hub1.example.com/devices/dev1/messages/devicebound",
            "amqps://hub1.example.com:5671/devices/dev1/messages/deviceBound" })
    void everySpellingMeansTheDevice(String to) {
        assertThat(devicesOf(to)).containsExactly("dev1");
    }

    @Test
    void idIsReadAsItStandsFirstAndThenDecoded() {
        assertThat(devicesOf("/devices/a%23b/messages/devicebound")).containsExactly("a%23b", "a#b");
        assertThat(devicesOf("/devices/a#b;c/messages/devicebound")).containsExactly("a#b;c");
        assertThat(devicesOf("/devices/a+b/messages/devicebound")).containsExactly("a+b");
        assertThat(devicesOf("/devices/50%/messages/devicebound")).containsExactly("50%");
        assertThat(devicesOf("/devices/dev%201/messages/devicebound")).containsExactly("dev%201");
    }

    @Test
    void idThatNoDeviceHasIsNotFound() {
        assertRefused("/devices/dev 1/messages/devicebound", ErrorCode.DEVICE_NOT_FOUND);
        assertRefused("/devices/" + "x".repeat(129) + "/messages/devicebound", ErrorCode.DEVICE_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/devices/dev1/modules/m1/messages/devicebound",
            "amqps://hub1.example.com/Devices/dev1/Modules/m1/Messages/DeviceBound" })
    void modulesHaveNoQueue(String to) {
        assertRefused(to, ErrorCode.MODULE_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "/", "dev1", "/devices/dev1", "/devices/dev1/messages/events",
            "/devices//messages/devicebound",
            "/devices/dev1/modules/m1", "/devices/a/b/messages/devicebound", "/twins/dev1/messages/devicebound", "amqps://x" })
    void anythingElseIsNoAddress(String to) {
        assertRefused(to, ErrorCode.ARGUMENT_INVALID);
    }

    private static void assertRefused(String to, ErrorCode code) {
        assertThatThrownBy(() -> devicesOf(to)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
