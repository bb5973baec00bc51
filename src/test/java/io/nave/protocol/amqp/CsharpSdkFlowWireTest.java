package io.nave.protocol.amqp;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.nave.hub.connections.MethodAnswer;
import io.nave.protocol.amqp.AmqpSession.Link;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the C# SDK sends for devices that share a connection (device-protocols §2.1 to §2.10): no SASL layer, a session for CBS
 * and
 * one for each device, in which the links have the same names every time.
 */
final class CsharpSdkFlowWireTest extends SdkFlowWireTest {

    /** An id that is written otherwise in an address. */
    private static final String PRESS = "press#2@plant";
    private static final String BASE = "amqps://" + AmqpEndpoint.HOST;

    /** The links of one device. */
    private record DeviceLinks(AmqpSession session, String id, Link telemetry, Link messages, Link methodAnswers,
            Link methods, Link twinRequests, Link twin) {
    }

    private RawAmqp connection() {
        register(PRESS, KEY_2);
        return opened(65_536, 120_000, UUID.randomUUID().toString());
    }

    private void putTokens(RawAmqp wire, int channel) {
        AmqpSession session = AmqpSession.begin(wire, channel);
        Link requests = session.attach(AmqpSession.sending("cbs:sender", "cbs:sender", "$cbs"), 0);
        Link replies = session.attach(AmqpSession.receiving("cbs:receiver", "$cbs", "cbs:receiver"), 50);
        putToken(session, requests, replies, "dev1", tokenOf("dev1", KEY_1));
        putToken(session, requests, replies, PRESS, tokenOf(encoded(PRESS), KEY_2));
        putToken(session, requests, replies, "dev1", tokenOf("dev1", KEY_1));
    }

    /** The request is settled when it is sent: the answer alone comes. */
    private static void putToken(AmqpSession session, Link requests, Link replies, String device, String token) {
        String messageId = UUID.randomUUID().toString();
        session.send(requests, putToken(messageId, BASE + "/devices/" + encoded(device), token), true);
        assertGranted(session.message(replies), messageId);
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    private static DeviceLinks links(RawAmqp wire, int channel, String id) {
        AmqpSession session = AmqpSession.begin(wire, channel);
        String device = BASE + "/devices/" + encoded(id);
        Attach messages = AmqpSession.receiving("TelemetryReceiverLink", device + "/messages/deviceBound", id);
        messages.setRcvSettleMode(ReceiverSettleMode.SECOND);
        return new DeviceLinks(session, id,
                session.open(of("", AmqpSession.sending("TelemetrySenderLink", id, device + "/messages/events")), 0),
                session.open(of("", messages), 50),
                session.open(settled("methods:", AmqpSession.sending("MethodsSenderLink", id, device + "/methods/deviceBound")),
                        0),
                session.open(settled("methods:", AmqpSession.receiving("MethodsReceiverLink", device + "/methods/deviceBound",
                        id)), 50),
                session.open(settled("twin:", AmqpSession.sending("TwinSenderLink", id, device + "/twin")), 0),
                session.open(settled("twin:", AmqpSession.receiving("TwinReceiverLink", device + "/twin", id)), 50));
    }

    private static Attach settled(String channel, Attach attach) {
        attach.setSndSettleMode(SenderSettleMode.SETTLED);
        attach.setRcvSettleMode(ReceiverSettleMode.FIRST);
        return of(channel + "2f6d1d3e-6f0f-4c56-8a53-0b6f1f5f8a11", attach);
    }

    private static Attach of(String channel, Attach attach) {
        Map<String, Object> always = Map.of("com.microsoft:client-version", ".NET/1.42.3", "com.microsoft:api-version",
                "2020-09-30", "com.microsoft:timeout", org.apache.qpid.proton.amqp.UnsignedInteger.valueOf(60_000));
        with(attach, always);
        if (!channel.isEmpty()) {
            attach.getProperties().put(Symbol.getSymbol("com.microsoft:channel-correlation-id"), channel);
        }
        return attach;
    }

    private void assertServed(DeviceLinks device, int version) {
        assertTelemetryIsAccepted(device);
        assertMessageIsSettledInTwoSteps(device);
        assertMethodIsAnswered(device);
        assertTwinIsReadReportedAndFollowed(device, version);
    }

    private void assertTelemetryIsAccepted(DeviceLinks device) {
        device.session().send(device.telemetry(), message("from " + device.id()), false);
        device.session().expectSettled(Accepted.class);
        assertThat(telemetryOf(device.id())).last().isEqualTo("from " + device.id());
    }

    /** It says "accepted", unsettled, and waits for the hub to settle (§2.8). */
    private void assertMessageIsSettledInTwoSteps(DeviceLinks device) {
        enqueue(device.id(), "to " + device.id());
        RawAmqp.Frame delivery = device.session().delivery(device.messages());
        assertThat(((Transfer) delivery.body()).getDeliveryTag().getLength()).isEqualTo(16);
        assertThat(((Transfer) delivery.body()).getSettled()).isNotEqualTo(true);
        assertThat(bodyOf(decoded(delivery))).isEqualTo("to " + device.id());
        device.session().say(delivery, Accepted.getInstance(), false);
        device.session().expectSettled(Accepted.class);
        assertThat(depth(device.id())).isZero();
    }

    private void assertMethodIsAnswered(DeviceLinks device) {
        CompletableFuture<MethodAnswer> answer = invokeReboot(device.id());
        RawAmqp.Frame request = device.session().delivery(device.methods());
        assertThat(((Transfer) request.body()).getSettled()).isTrue();
        assertIsReboot(decoded(request));
        device.session().send(device.methodAnswers(), methodAnswer(decoded(request), 201, "{\"ok\":true}"), true);
        assertThat(answer.join()).isEqualTo(new MethodAnswer.Result(201, "{\"ok\":true}"));
    }

    private void assertTwinIsReadReportedAndFollowed(DeviceLinks device, int version) {
        Message whole = asked(device, "Get", "operation", "GET", "version", null);
        assertAnswer(whole, whole.getCorrelationId(), 200);
        assertThat(bodyOf(whole)).contains("\"desired\":{").contains("\"reported\":{");
        Message following = asked(device, "Put", "operation", "PUT", "resource", "/notifications/twin/properties/desired",
                "version", null);
        assertAnswer(following, following.getCorrelationId(), 200);
        Message reported = asked(device, "Patch", "operation", "PATCH", "resource", "/properties/reported", "version", null);
        assertAnswer(reported, reported.getCorrelationId(), 204);
        assertThat(annotation(reported, "version")).isEqualTo((long) version);
        desire(device.id(), "{\"n\":" + version + "}");
        Message change = device.session().message(device.twin());
        assertThat(change.getCorrelationId()).isNull();
        assertThat(bodyOf(change)).isEqualTo("{\"n\":" + version + ",\"$version\":" + version + "}");
    }

    /** The answer to a request, which repeats its correlation id. */
    private static Message asked(DeviceLinks device, String kind, String... annotations) {
        String id = kind + UUID.randomUUID();
        Message request = twinRequest(id, annotations);
        if (kind.equals("Patch")) {
            request.setBody(
                    new Data(new org.apache.qpid.proton.amqp.Binary("{\"fw\":\"1\"}".getBytes(StandardCharsets.UTF_8))));
        }
        device.session().send(device.twinRequests(), request, true);
        Message answer = device.session().message(device.twin());
        assertThat(answer.getCorrelationId()).isEqualTo(id);
        return answer;
    }

    @Test
    void devicesWithTheSameLinkNamesShareAConnection() {
        try (RawAmqp wire = connection()) {
            putTokens(wire, 0);
            DeviceLinks first = links(wire, 1, "dev1");
            DeviceLinks second = links(wire, 2, PRESS);
            assertServed(first, 2);
            assertServed(second, 2);
            assertServed(first, 3);
        }
    }

    @Test
    void deviceThatIsTakenOffTheConnectionLeavesTheOtherAlone() {
        try (RawAmqp wire = connection()) {
            putTokens(wire, 0);
            DeviceLinks first = links(wire, 1, "dev1");
            DeviceLinks second = links(wire, 2, PRESS);
            assertServed(first, 2);
            // when
            first.session().end();
            // then
            Awaitility.await().until(() -> !isConnected("dev1"));
            assertServed(second, 2);
            // and it may come again, in a session of the same number
            assertServed(links(wire, 1, "dev1"), 3);
        }
    }
}
