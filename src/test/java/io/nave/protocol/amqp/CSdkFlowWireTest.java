package io.nave.protocol.amqp;

import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.nave.hub.connections.MethodAnswer;
import io.nave.protocol.amqp.AmqpSession.Link;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the C SDK sends in its order (device-protocols appendix B.5): its own SASL mechanism, one session for everything,
 * numbers as
 * message ids. It fails a request whose answer comes before the disposition (§2.4).
 */
final class CSdkFlowWireTest extends SdkFlowWireTest {

    private static final String DEVICE = "amqps://" + AmqpEndpoint.HOST + "/devices/dev1";
    private static final String AUDIENCE = AmqpEndpoint.HOST + "/devices/dev1";
    private static final long BATCH = 0x80013700L;
    /** Two messages (appendix B.1). */
    private static final byte[] TWO_MESSAGES = HexFormat.of().parseHex("""
            005375a052005373c02908a10469642d3140404040a103632d31a3106170706c69636174696f6e2f6a736f6ea3057574662d38\
            005374c11302a10974656d70416c657274a1056120622f63005375a0077b2274223a317d\
            005375a04a005373c02908a10469642d3240404040a103632d31a3106170706c69636174696f6e2f6a736f6ea3057574662d38\
            005374c10f02a10974656d70416c657274a10178005375a00374776f""");

    private static Attach sending(String name, String source, String path) {
        return modes(AmqpSession.sending(name, source, DEVICE + path));
    }

    private static Attach receiving(String name, String path, String target) {
        return modes(AmqpSession.receiving(name, DEVICE + path, target));
    }

    private static Attach modes(Attach attach) {
        attach.setSndSettleMode(SenderSettleMode.UNSETTLED);
        attach.setRcvSettleMode(ReceiverSettleMode.FIRST);
        return attach;
    }

    private static Attach paired(Attach attach, String channel) {
        return with(attach, Map.of("com.microsoft:client-version", "iothubclient/1.14.0 (native; Linux; x86_64)",
                "com.microsoft:api-version", "2020-09-30", "com.microsoft:channel-correlation-id", channel));
    }

    private static void assertGranted(AmqpSession session, Link requests, Link replies, long number, String token) {
        UnsignedLong id = UnsignedLong.valueOf(number);
        session.send(requests, putToken(id, AUDIENCE, token), false);
        session.expectSettled(Accepted.class);
        assertGranted(session.message(replies), id);
    }

    private static void ask(AmqpSession session, Link requests, Message request) {
        session.send(requests, request, false);
        session.expectSettled(Accepted.class);
    }

    @Test
    void everythingInTheOrderOfTheSdk() {
        try (RawAmqp wire = opened("MSSBCBS", 4_294_967_295L, 240_000, UUID.randomUUID().toString())) {
            AmqpSession session = AmqpSession.begin(wire, 0);
            Link tokens = session.attach(AmqpSession.sending("$cbs-sender", "$cbs", "$cbs"), 0);
            Link verdicts = session.attach(AmqpSession.receiving("$cbs-receiver", "$cbs", "$cbs"), 10_000);
            assertGranted(session, tokens, verdicts, 0, tokenOf("dev1", KEY_1));
            String guid = UUID.randomUUID().toString();
            Link events = session.open(sending("link-snd-dev1-" + guid, "link-snd-dev1-" + guid + "-source",
                    "/messages/events"), 0);
            Link twinRequests = session.open(paired(sending("link-snd-dev1-t" + guid, "link-snd-dev1-t" + guid, "/twin"),
                    "twin:" + guid), 0);
            Link messages = session.open(receiving("link-rcv-dev1-" + guid, "/messages/devicebound", "link-rcv-dev1-target"),
                    10_000);
            Link twin = session.open(paired(receiving("link-rcv-dev1-t" + guid, "/twin", "link-rcv-dev1-t" + guid),
                    "twin:" + guid), 10_000);
            assertTwinIsRead(session, twinRequests, twin);
            Link answers = session.open(paired(sending("methods_responses_link-dev1", "responses", "/methods/devicebound"),
                    "dev1"), 0);
            Link methods = session.open(paired(receiving("methods_requests_link-dev1", "/methods/devicebound", "requests"),
                    "dev1"), 10_000);
            session.send(events, BATCH, false, TWO_MESSAGES);
            session.expectSettled(Accepted.class);
            assertThat(telemetryOf("dev1")).containsExactly("{\"t\":1}", "two");
            assertDesiredPropertiesAreFollowed(session, twinRequests, twin);
            assertMethodIsAnswered(session, answers, methods);
            assertMessageIsTaken(session, messages);
            assertGranted(session, tokens, verdicts, 1, tokenOf("dev1", KEY_1));
        }
    }

    private static void assertTwinIsRead(AmqpSession session, Link requests, Link twin) {
        String id = UUID.randomUUID().toString();
        Message get = message(" ");
        Message annotated = twinRequest(id, "operation", "GET");
        annotated.setBody(get.getBody());
        ask(session, requests, annotated);
        Message whole = session.message(twin);
        assertAnswer(whole, id, 200);
        assertThat(bodyOf(whole)).isEqualTo("{\"desired\":{\"$version\":1},\"reported\":{\"$version\":1}}");
    }

    private void assertDesiredPropertiesAreFollowed(AmqpSession session, Link requests, Link twin) {
        String id = UUID.randomUUID().toString();
        Message put = twinRequest(id, "operation", "PUT", "resource", "/notifications/twin/properties/desired");
        put.setBody(message(" ").getBody());
        ask(session, requests, put);
        assertAnswer(session.message(twin), id, 200);
        desire("dev1", "{\"b\":2}");
        assertThat(bodyOf(session.message(twin))).isEqualTo("{\"b\":2,\"$version\":2}");
    }

    private void assertMethodIsAnswered(AmqpSession session, Link answers, Link methods) {
        CompletableFuture<MethodAnswer> answer = invokeReboot("dev1");
        RawAmqp.Frame request = session.delivery(methods);
        assertIsReboot(decoded(request));
        session.say(request, Accepted.getInstance(), true);
        session.send(answers, methodAnswer(decoded(request), 200, "{}"), false);
        session.expectSettled(Accepted.class);
        assertThat(answer.join()).isEqualTo(new MethodAnswer.Result(200, "{}"));
    }

    private void assertMessageIsTaken(AmqpSession session, Link messages) {
        enqueue("dev1", "hello");
        RawAmqp.Frame delivery = session.delivery(messages);
        assertThat(bodyOf(decoded(delivery))).isEqualTo("hello");
        session.say(delivery, Accepted.getInstance(), true);
        Awaitility.await().until(() -> depth("dev1") == 0);
    }
}
