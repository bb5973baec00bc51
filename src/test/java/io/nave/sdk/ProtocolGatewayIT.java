package io.nave.sdk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.faults.EventReader;
import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.HubRegistry;
import io.nave.hubprocess.SharedHub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example of docs/protocol-gateway.md: devices of another protocol over one AMQP connection (device-protocols §2.12, §7),
 * each
 * with its own fate.
 */
@ExtendWith(SharedHub.class)
class ProtocolGatewayIT {

    /** So short that it is renewed while the tests run. */
    private static final int TOKEN_SECONDS = 3;
    private static final String GRANTED = "token granted";

    private static HubProcess hub;
    private static HubRegistry registry;
    private static LineGateway gateway;

    @BeforeAll
    static void start(HubProcess shared) throws IOException {
        hub = shared;
        registry = hub.registry();
        gateway = LineGateway.start(hub, NodeSdk.packages(), TOKEN_SECONDS);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** Every byte there is but the line feed, among them many that are no UTF-8. */
    private static byte[] everyByte() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int octet = 0; octet < 256; octet++) {
            if (octet != '\n') {
                bytes.write(octet);
            }
        }
        return bytes.toByteArray();
    }

    private static List<byte[]> storedOf(String device) {
        try (EventReader reader = EventReader.connect(hub)) {
            return reader.readAll().stream().filter(event -> device.equals(event.deviceId())).map(EventReader.Event::body)
                    .toList();
        }
    }

    @Test
    void bodiesOfManyDevicesArriveInOrderByteByByte() {
        // given
        List<String> devices = List.of("line-a", "line-b", "line+c:1");
        devices.forEach(registry::createDevice);
        byte[][] bodies = { everyByte(), "t=21.5".getBytes(UTF_8), {}, { (byte) 0xFF, (byte) 0xFE, 0 },
                " k=v ".getBytes(UTF_8) };
        try (LineGateway.Client one = gateway.client(); LineGateway.Client other = gateway.client()) {
            // when
            assertThat(one.say(devices.get(0), bodies)).containsOnly("ok");
            assertThat(other.say(devices.get(1), bodies)).containsOnly("ok");
            assertThat(one.say(devices.get(2), bodies)).containsOnly("ok");
        }
        // then
        devices.forEach(device -> assertThat(storedOf(device)).as(device).containsExactly(bodies));
    }

    @Test
    void unknownDeviceIsRefusedAndOthersGoOn() {
        registry.createDevice("line-known");
        try (LineGateway.Client client = gateway.client()) {
            assertThat(client.say("line-known", "1")).isEqualTo("ok");
            assertThat(client.say("line-nobody", "2")).isEqualTo("error amqp:not-found");
            assertThat(client.say("line-known", "3")).isEqualTo("ok");
            assertThat(client.say("", "4")).startsWith("error a line is");
        }
    }

    @Test
    void disabledDeviceLosesItsLinksOnly() {
        registry.createDevice("line-revoked");
        registry.createDevice("line-kept");
        try (LineGateway.Client client = gateway.client()) {
            assertThat(client.say("line-revoked", "1")).isEqualTo("ok");
            assertThat(client.say("line-kept", "1")).isEqualTo("ok");
            // when
            registry.disable("line-revoked");
            // then
            Awaitility.await().until(() -> client.say("line-revoked", "2").equals("error amqp:unauthorized-access"));
            assertThat(client.say("line-kept", "2")).isEqualTo("ok");
            registry.sendToDevice("line-kept", "still here".getBytes(UTF_8));
            assertThat(new String(client.read(), UTF_8)).isEqualTo("> line-kept still here");
        }
    }

    @Test
    void messageToADeviceComesAsALineAndIsCompletedThen() {
        registry.createDevice("line-told");
        byte[] body = everyByte();
        try (LineGateway.Client client = gateway.client()) {
            assertThat(client.say("line-told", "1")).isEqualTo("ok");
            registry.sendToDevice("line-told", "no\nline".getBytes(UTF_8));
            registry.sendToDevice("line-told", body);
            byte[] line = client.read();
            byte[] start = "> line-told ".getBytes(UTF_8);
            assertThat(line).startsWith(start);
            assertThat(Arrays.copyOfRange(line, start.length, line.length)).isEqualTo(body);
            Awaitility.await().until(() -> registry.waitingFor("line-told") == 0);
        }
    }

    @Test
    void tokenIsRenewedAndNobodyNotices() {
        registry.createDevice("line-renewed");
        try (LineGateway.Client client = gateway.client()) {
            assertThat(client.say("line-renewed", "1")).isEqualTo("ok");
            long granted = gateway.countOf(GRANTED);
            gateway.awaitMoreOf(GRANTED, granted + 1);
            assertThat(client.say("line-renewed", "2")).isEqualTo("ok");
            assertThat(gateway.output()).doesNotContain("hub is away");
        }
    }
}
