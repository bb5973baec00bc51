package io.nave.protocol.amqp;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.apache.qpid.proton.amqp.messaging.Accepted;
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

/** What the Java SDK sends in its order (device-protocols appendix B.4): two sessions, uuids as ids, frames of 4 KB. */
final class JavaSdkFlowWireTest extends SdkFlowWireTest {

    private static final String DEVICE = "/devices/dev1";
    private static final int FRAME = 4096;

    private static Link sending(AmqpSession session, String kind, String path, String channel) {
        Attach attach = AmqpSession.sending("sender_link_" + kind + "-dev1-" + UUID.randomUUID(), null, DEVICE + path);
        attach.setSndSettleMode(SenderSettleMode.UNSETTLED);
        attach.setRcvSettleMode(ReceiverSettleMode.FIRST);
        return session.open(of(attach, channel), 0);
    }

    private static Link receiving(AmqpSession session, String kind, String path, String channel) {
        Attach attach = AmqpSession.receiving("receiver_link_" + kind + "-dev1-" + UUID.randomUUID(), DEVICE + path, null);
        attach.setSndSettleMode(SenderSettleMode.MIXED);
        attach.setRcvSettleMode(ReceiverSettleMode.FIRST);
        return session.open(of(attach, channel), 1024);
    }

    private static Attach of(Attach attach, String channel) {
        return with(attach, Map.of("com.microsoft:client-version", "com.microsoft.azure.sdk.iot.iot-device-client/2.5.0",
                "com.microsoft:api-version", "2021-04-12", "com.microsoft:channel-correlation-id", channel));
    }

    /** Its future is complete only when the hub has settled. */
    private static void sendAndWait(AmqpSession session, Link link, Message message) {
        session.send(link, message, false);
        session.expectSettled(Accepted.class);
    }

    @Test
    void everythingInTheOrderOfTheSdk() {
        try (RawAmqp wire = opened("ANONYMOUS", FRAME, 115_000, "")) {
            AmqpSession cbs = AmqpSession.begin(wire, 0);
            AmqpSession device = AmqpSession.begin(wire, 1);
            Link tokens = cbs.attach(AmqpSession.sending("cbs-sender", null, "$cbs"), 0);
            Link verdicts = cbs.attach(AmqpSession.receiving("cbs-receiver", "$cbs", null), 1024);
            assertGranted(cbs, tokens, verdicts);
            Link events = sending(device, "telemetry", "/messages/events", "dev1");
            Link messages = receiving(device, "telemetry", "/messages/devicebound", "dev1");
            sendAndWait(device, events, message("{\"t\":1}"));
            assertThat(telemetryOf("dev1")).containsExactly("{\"t\":1}");
            String methodChannel = "methods:" + UUID.randomUUID();
            Link answers = sending(device, "devicemethods", "/methods/devicebound", methodChannel);
            Link methods = receiving(device, "devicemethods", "/methods/devicebound", methodChannel);
            String twinChannel = "twin:" + UUID.randomUUID();
            Link twinRequests = sending(device, "devicetwin", "/twin", twinChannel);
            Link twin = receiving(device, "devicetwin", "/twin", twinChannel);
            assertTwinIsFollowedReadAndReported(device, twinRequests, twin);
            assertMethodIsAnswered(device, answers, methods);
            assertLargeMessageComesInSmallFrames(device, messages);
            assertGranted(cbs, tokens, verdicts);
        }
    }

    private void assertGranted(AmqpSession cbs, Link tokens, Link verdicts) {
        UUID id = UUID.randomUUID();
        Message request = putToken(id, AmqpEndpoint.HOST + "/devices/dev1", tokenOf("dev1", KEY_1));
        request.setAddress("$cbs");
        request.setReplyTo("cbs");
        sendAndWait(cbs, tokens, request);
        assertGranted(cbs.message(verdicts), id);
    }

    private static void assertTwinIsFollowedReadAndReported(AmqpSession device, Link requests, Link twin) {
        UUID put = UUID.randomUUID();
        sendAndWait(device, requests, identified(put, "PUT", "/notifications/twin/properties/desired"));
        assertAnswer(device.message(twin), put, 200);
        UUID get = UUID.randomUUID();
        Message read = identified(get, "GET", null);
        read.setBody(message("").getBody());
        sendAndWait(device, requests, read);
        Message whole = device.message(twin);
        assertAnswer(whole, get, 200);
        assertThat(bodyOf(whole)).isEqualTo("{\"desired\":{\"$version\":1},\"reported\":{\"$version\":1}}");
        UUID patch = UUID.randomUUID();
        Message report = identified(patch, "PATCH", "/properties/reported");
        report.setBody(message("{\"fw\":\"1\"}").getBody());
        sendAndWait(device, requests, report);
        Message reported = device.message(twin);
        assertAnswer(reported, patch, 204);
        assertThat(annotation(reported, "version")).isEqualTo(2L);
    }

    private static Message identified(UUID id, String operation, String resource) {
        Message message = resource == null ? twinRequest(id, "operation", operation)
                : twinRequest(id, "operation", operation, "resource", resource);
        message.setMessageId(id);
        return message;
    }

    private void assertMethodIsAnswered(AmqpSession device, Link answers, Link methods) {
        CompletableFuture<MethodAnswer> answer = invokeReboot("dev1");
        RawAmqp.Frame request = device.delivery(methods);
        assertIsReboot(decoded(request));
        device.say(request, Accepted.getInstance(), true);
        Message reply = methodAnswer(decoded(request), 200, "{}");
        reply.setMessageId(UUID.randomUUID().toString());
        sendAndWait(device, answers, reply);
        assertThat(answer.join()).isEqualTo(new MethodAnswer.Result(200, "{}"));
    }

    private void assertLargeMessageComesInSmallFrames(AmqpSession device, Link messages) {
        enqueue("dev1", "x".repeat(10_000));
        RawAmqp.Frame first = device.delivery(messages);
        RawAmqp.Frame frame = first;
        int length = frame.payload().length;
        while (Boolean.TRUE.equals(((Transfer) frame.body()).getMore())) {
            assertThat(frame.payload().length).isLessThan(FRAME);
            frame = device.delivery(messages);
            length += frame.payload().length;
        }
        assertThat(length).isGreaterThan(10_000);
        device.say(first, Accepted.getInstance(), true);
        Awaitility.await().until(() -> depth("dev1") == 0);
    }
}
