package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** What devices say over AMQP (device-protocols §2.7): single messages, the C SDK's exact bytes, batches, limits. */
final class DeviceTelemetryWireTest extends DeviceWireTest {

    private static final String EVENTS = "/devices/dev1/messages/events";
    private static final UnsignedInteger BATCH = UnsignedInteger.valueOf(0x80013700L);
    /** What the C SDK 1.14 sends: a batch of two messages (device-protocols appendix B.1). */
    private static final byte[] OF_THE_C_SDK = HexFormat.of().parseHex("""
            005375a052005373c02908a10469642d3140404040a103632d31a3106170706c69636174696f6e2f6a736f6ea3057574662d38\
            005374c11302a10974656d70416c657274a1056120622f63005375a0077b2274223a317d\
            005375a04a005373c02908a10469642d3240404040a103632d31a3106170706c69636174696f6e2f6a736f6ea3057574662d38\
            005374c10f02a10974656d70416c657274a10178005375a00374776f""");
    /** Its annotations stand behind the application properties (appendix B.2). */
    private static final byte[] SECURITY_MESSAGE_OF_THE_C_SDK = HexFormat.of().parseHex("""
            005375a09f005373c03408a10469642d3140404040a103632d31a3106170706c69636174696f6e2f6a736f6ea3106170706c6963\
            6174696f6e2f6a736f6e005374c11302a10974656d70416c657274a1056120622f63\
            005372c13d02a313696f746875622d696e746572666163652d6964a12575726e3a617a757265696f743a53656375726974793a53\
            656375726974794167656e743a31005375a0077b2274223a317d""");

    private List<DeviceMessage> arrived(int count) {
        Awaitility.await().until(() -> endpoint.intake.messages().size() >= count);
        return endpoint.intake.messages();
    }

    private DeviceMessage sent(Message message) {
        try (AmqpPeer peer = connected("dev1")) {
            int handle = sender(peer, EVENTS);
            peer.send(handle, message, false);
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
        }
        return arrived(1).getLast();
    }

    private static void sendBatch(AmqpPeer peer, int handle, byte... batch) {
        Transfer transfer = peer.nextTransfer(handle);
        transfer.setMessageFormat(BATCH);
        peer.wire.send(0, transfer, batch);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/devices/dev1/messages/events", "devices/dev1/messages/events", "/Devices/dev1/Messages/Events",
            "amqps://hub1.example.com/devices/dev1/messages/events",
            "amqps://hub1.example.com:5671/devices/dev1/messages/events/",
            "/devices/d%65v1/messages/events" })
    void addressMayBeSpelledInManyWays(String address) {
        try (AmqpPeer peer = connected("dev1")) {
            Attach attach = peer.sender(address);
            Attach answer = peer.attached(attach);
            assertThat(((Target) answer.getTarget()).getAddress()).isEqualTo(address);
            assertThat(answer.getSource()).isNotNull();
            assertThat(answer.getMaxMessageSize()).isGreaterThanOrEqualTo(UnsignedLong.valueOf(262_144));
            assertThat(peer.wire.expect(Flow.class).getLinkCredit().intValue()).isPositive();
        }
    }

    @Test
    void everyFieldArrivesAndTheHubSaysWhoSentIt() {
        Message message = message("{\"t\":1}");
        UUID correlation = UUID.fromString("2b4f0c51-6a2b-4c83-a1f7-00a0c91e6bf6");
        message.setMessageId("id-1");
        message.setCorrelationId(correlation);
        message.setUserId("u1".getBytes(StandardCharsets.UTF_8));
        message.setAddress(EVENTS);
        message.setContentType("application/json");
        message.setContentEncoding("utf-8");
        message.setExpiryTime(Date.from(clock.instant()).getTime());
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("temp alert", "a b+c&d=é");
        properties.put("level", 3);
        properties.put("big", UnsignedLong.valueOf("18446744073709551615"));
        properties.put("ratio", 0.5d);
        properties.put("on", true);
        properties.put("nothing", null);
        properties.put("iothub-connection-device-id", "somebody-else");
        properties.put("iothub-creation-time-utc", "2026-01-02T03:04:05Z");
        message.setApplicationProperties(new ApplicationProperties(properties));
        message.setMessageAnnotations(new MessageAnnotations(Map.of(Symbol.getSymbol("dt-subject"), "thermostat1",
                Symbol.getSymbol("x-opt-unknown"), List.of(1, 2))));

        DeviceMessage arrived = sent(message);

        assertThat(arrived.origin().client()).hasToString("dev1");
        assertThat(arrived.receivedAt()).isEqualTo(clock.millis());
        assertThat(textOf(arrived.body())).isEqualTo("{\"t\":1}");
        assertThat(arrived.systemProperties()).isEqualTo(Map.of(
                SystemProperty.MESSAGE_ID, "id-1", SystemProperty.CORRELATION_ID, correlation.toString(),
                SystemProperty.USER_ID, "u1", SystemProperty.TO, EVENTS, SystemProperty.CONTENT_TYPE, "application/json",
                SystemProperty.CONTENT_ENCODING, "utf-8",
                SystemProperty.ABSOLUTE_EXPIRY_TIME, "2026-06-01T12:00:00.0000000Z",
                SystemProperty.CREATION_TIME, "2026-01-02T03:04:05Z", SystemProperty.COMPONENT, "thermostat1"));
        assertThat(arrived.applicationProperties()).containsExactly(Map.entry("temp alert", "a b+c&d=é"),
                Map.entry("level", "3"), Map.entry("big", "18446744073709551615"), Map.entry("ratio", "0.5"),
                Map.entry("on", "true"), Map.entry("nothing", ""));
        assertThat(arrived.applicationProperties().get("nothing")).isSameAs(DeviceMessage.NO_VALUE);
    }

    @Test
    void bodyMayBeAValueOrSeveralDataSections() {
        Message text = Proton.message();
        text.setBody(new AmqpValue("text"));
        assertThat(textOf(sent(text).body())).isEqualTo("text");
        Message binary = Proton.message();
        binary.setBody(new AmqpValue(new Binary(new byte[] { 1, 2 })));
        assertThat(sent(binary).body().bytes()).containsExactly(1, 2);
        try (AmqpPeer peer = connected("dev1")) {
            int handle = sender(peer, EVENTS);
            peer.wire.send(0, peer.nextTransfer(handle), HexFormat.of().parseHex("005375a0026162005375a00163"));
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
        }
        assertThat(textOf(arrived(3).getLast().body())).isEqualTo("abc");
    }

    @Test
    void batchOfTheCSdkLosesNothing() {
        try (AmqpPeer peer = connected("dev1")) {
            int handle = sender(peer, EVENTS);
            sendBatch(peer, handle, OF_THE_C_SDK);
            Disposition disposition = peer.disposition();
            assertThat(disposition.getState()).isInstanceOf(Accepted.class);
            assertThat(disposition.getSettled()).isTrue();
            sendBatch(peer, handle, SECURITY_MESSAGE_OF_THE_C_SDK);
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
        }
        List<DeviceMessage> messages = arrived(3);
        assertThat(messages).extracting(m -> textOf(m.body())).containsExactly("{\"t\":1}", "two", "{\"t\":1}");
        assertThat(messages).extracting(m -> m.systemProperties().get(SystemProperty.MESSAGE_ID))
                .containsExactly("id-1", "id-2", "id-1");
        assertThat(messages).extracting(m -> m.applicationProperties().get("tempAlert")).containsExactly("a b/c", "x", "a b/c");
        assertThat(messages.getFirst().systemProperties()).containsEntry(SystemProperty.CONTENT_TYPE, "application/json")
                .containsEntry(SystemProperty.CORRELATION_ID, "c-1").containsEntry(SystemProperty.CONTENT_ENCODING, "utf-8");
        assertThat(messages.getLast().systemProperties().get(SystemProperty.INTERFACE_ID))
                .isEqualTo("urn:azureiot:Security:SecurityAgent:1");
    }

    @Test
    void batchIsAcceptedWhenAllOfItIsStored() {
        endpoint.intake.hold();
        try (AmqpPeer peer = connected("dev1")) {
            int handle = sender(peer, EVENTS);
            sendBatch(peer, handle, OF_THE_C_SDK);
            peer.send(handle, message("later"), false);
            arrived(3);
            endpoint.intake.acknowledge(1);
            endpoint.intake.acknowledge(2);
            Disposition first = peer.disposition();
            assertThat(first.getFirst().intValue()).as("the single message, for half of the batch is not stored").isEqualTo(2);
            endpoint.intake.acknowledge(0);
            assertThat(peer.disposition().getFirst().intValue()).isEqualTo(1);
        }
    }

    @Test
    void messageThatCannotBeStoredIsRejectedAndTheLinkStays() {
        endpoint.intake.refuse();
        try (AmqpPeer peer = connected("dev1")) {
            int handle = sender(peer, EVENTS);
            peer.send(handle, message("a"), false);
            Rejected outcome = (Rejected) peer.disposition().getState();
            assertThat(condition(outcome.getError())).isEqualTo("amqp:internal-error");
            peer.send(handle, message("b"), false);
            assertThat(peer.disposition().getState()).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void preSettledMessageIsStoredAndNotAnswered() {
        try (AmqpPeer peer = connected("dev1")) {
            int handle = sender(peer, EVENTS);
            peer.send(handle, message("quiet"), true);
            peer.send(handle, message("loud"), false);
            assertThat(peer.disposition().getFirst().intValue()).isEqualTo(2);
        }
        assertThat(arrived(2)).extracting(m -> textOf(m.body())).containsExactly("quiet", "loud");
    }

    @Test
    void messageAboveTheLimitEndsTheLinkAndNothingElse() {
        try (AmqpPeer peer = connected("dev1", "dev2")) {
            int big = sender(peer, EVENTS);
            int other = sender(peer, "/devices/dev2/messages/events");
            Message large = Proton.message();
            large.setBody(new Data(new Binary(new byte[262_145])));
            byte[] bytes = new byte[300_000];
            int length = large.encode(bytes, 0, bytes.length);
            peer.sendCut(big, java.util.Arrays.copyOf(bytes, length));
            Rejected outcome = (Rejected) peer.disposition().getState();
            assertThat(condition(outcome.getError())).isEqualTo("amqp:link:message-size-exceeded");
            assertThat(condition(peer.detachedAfterFlows())).isEqualTo("amqp:link:message-size-exceeded");
            peer.send(other, message("still here"), false);
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
        }
        assertThat(arrived(1)).extracting(m -> textOf(m.body())).containsExactly("still here");
    }

    @Test
    void transferAboveTheLinksLimitEndsTheLinkAsItComes() {
        try (AmqpPeer peer = connected("dev1")) {
            int handle = sender(peer, EVENTS);
            peer.sendCut(handle, new byte[DeviceTelemetryLink.MAX_MESSAGE_SIZE + 200_000]);
            assertThat(condition(peer.detachedAfterFlows())).isEqualTo("amqp:link:message-size-exceeded");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "00", "005375", "005375a0ff00", "005374c10301a10161", "00537640", "ffffffff",
            "005373d0ffffffffffffffff", "005380a0026162" })
    void bytesThatAreNoMessageAreRejected(String hex) {
        try (AmqpPeer peer = connected("dev1")) {
            int handle = sender(peer, EVENTS);
            peer.wire.send(0, peer.nextTransfer(handle), HexFormat.of().parseHex(hex));
            Rejected outcome = (Rejected) peer.disposition().getState();
            assertThat(condition(outcome.getError())).isEqualTo("com.microsoft:argument-error");
            sendBatch(peer, handle, HexFormat.of().parseHex(hex));
            assertThat(peer.disposition().getState()).isInstanceOf(Rejected.class);
            peer.send(handle, message("goes on"), false);
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
        }
        assertThat(arrived(1)).hasSize(1);
    }

    @Test
    void sequenceIsNoBody() {
        try (AmqpPeer peer = connected("dev1")) {
            int handle = sender(peer, EVENTS);
            Message message = Proton.message();
            message.setBody(new AmqpSequence(List.of(1)));
            peer.send(handle, message, false);
            assertThat(peer.disposition().getState()).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void deviceThatFloodsRunsOutOfCreditAndGetsItBack() {
        endpoint.intake.hold();
        try (AmqpPeer peer = connected("dev1")) {
            Attach attach = peer.sender(EVENTS);
            peer.attached(attach);
            int credit = peer.wire.expect(Flow.class).getLinkCredit().intValue();
            int handle = attach.getHandle().intValue();
            for (int i = 0; i < credit; i++) {
                peer.send(handle, message("m" + i), false);
            }
            arrived(credit);
            peer.send(handle, message("one too many"), false);
            assertThat(condition(peer.detachedAfterFlows())).isEqualTo("amqp:link:transfer-limit-exceeded");
        }
        assertThat(endpoint.intake.messages()).as("what was sent within the credit")
                .noneMatch(m -> textOf(m.body()).contains("many"));
    }

    @Test
    void creditComesBackAsMessagesAreStored() {
        try (AmqpPeer peer = connected("dev1")) {
            Attach attach = peer.sender(EVENTS);
            peer.attached(attach);
            int credit = peer.wire.expect(Flow.class).getLinkCredit().intValue();
            for (int i = 0; i < 3 * credit; i++) {
                peer.send(attach.getHandle().intValue(), message("m" + i), false);
                if (i % 50 == 49) {
                    Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> endpoint.intake.messages().size() > 0);
                    int upTo = i;
                    arrived(upTo + 1);
                }
            }
            assertThat(arrived(3 * credit)).hasSize(3 * credit);
        }
    }

    @Test
    void modelOfTheLinkIsOnEveryMessage() {
        try (AmqpPeer peer = connected("dev1")) {
            Attach attach = peer.sender(EVENTS);
            attach.setProperties(Map.of(Symbol.getSymbol("com.microsoft:model-id"), "dtmi:com:example:T;1",
                    Symbol.getSymbol("com.microsoft:channel-correlation-id"), "methods:1"));
            peer.attached(attach);
            peer.wire.expect(Flow.class);
            peer.send(attach.getHandle().intValue(), message("a"), false);
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
        }
        assertThat(arrived(1).getFirst().systemProperties().get(SystemProperty.MODEL_ID)).isEqualTo("dtmi:com:example:T;1");
        assertThat(endpoint.twins.get(io.nave.hub.id.ClientId.of("dev1")).await().indefinitely().twin().modelId())
                .isEqualTo("dtmi:com:example:T;1");
    }

    @Test
    void abortedDeliveryIsNoMessage() {
        try (AmqpPeer peer = connected("dev1")) {
            int handle = sender(peer, EVENTS);
            Transfer begin = peer.nextTransfer(handle);
            begin.setMore(true);
            peer.wire.send(0, begin, HexFormat.of().parseHex("005375a0"));
            Transfer abort = new Transfer();
            abort.setHandle(begin.getHandle());
            abort.setDeliveryId(begin.getDeliveryId());
            abort.setAborted(true);
            peer.wire.send(0, abort);
            peer.send(handle, message("whole"), false);
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
        }
        assertThat(arrived(1)).extracting(m -> textOf(m.body())).containsExactly("whole");
    }
}
