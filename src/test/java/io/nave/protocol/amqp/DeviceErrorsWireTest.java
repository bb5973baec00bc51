package io.nave.protocol.amqp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Close;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.message.DeviceMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The error conditions of the reference that no other test is about (device-protocols §2.4, §2.11, §5.6). */
final class DeviceErrorsWireTest extends DeviceWireTest {

    private static final int PART = 60_000;
    private static final int PARTS = 15;
    private static final String EVENTS = "/devices/dev1/messages/events";

    @ParameterizedTest
    @CsvSource({ "IOT_HUB_UNAUTHORIZED, amqp:unauthorized-access", "IOT_HUB_UNAUTHORIZED_ACCESS, amqp:unauthorized-access",
            "DEVICE_DISABLED, amqp:unauthorized-access", "DEVICE_NOT_FOUND, amqp:not-found", "MODULE_NOT_FOUND, amqp:not-found",
            "INVALID_OPERATION, amqp:not-allowed", "SERVER_ERROR, amqp:internal-error",
            "DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED, amqp:resource-limit-exceeded",
            "MESSAGE_TOO_LARGE, amqp:link:message-size-exceeded", "FEATURE_NOT_SUPPORTED, amqp:not-implemented",
            "PRECONDITION_FAILED, amqp:precondition-failed", "GATEWAY_TIMEOUT, com.microsoft:timeout",
            "THROTTLING, com.microsoft:device-container-throttled",
            "THROTTLE_BACKLOG_LIMIT_EXCEEDED, com.microsoft:device-container-throttled",
            "DEVICE_MESSAGE_LOCK_LOST, com.microsoft:message-lock-lost", "ARGUMENT_INVALID, com.microsoft:argument-error",
            "DEVICE_ALREADY_EXISTS, com.microsoft:device-already-exists",
            "LINK_CREATION_CONFLICT, com.microsoft:link-creation-conflict", "CONNECTION_FORCEFULLY_CLOSED, amqp:link:stolen" })
    void errorsOfTheHubHaveTheConditionsThatClientsKnow(ErrorCode code, String condition) {
        assertThat(condition(AmqpErrors.of(new HubException(code, "why")))).isEqualTo(condition);
        assertThat(AmqpErrors.of(new HubException(code, "why")).getDescription()).isEqualTo("why");
    }

    @Test
    void whatFailsUnexpectedlyIsAnInternalErrorThatTellsNothing() {
        assertThat(condition(AmqpErrors.of(new IllegalStateException("secret")))).isEqualTo("amqp:internal-error");
        assertThat(AmqpErrors.of(new IllegalStateException("secret")).getDescription()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({ "delete-token, servicebus.windows.net:sastoken, x, 400, amqp:not-implemented",
            "put-token, servicebus.windows.net:sastoken, '', 400, amqp:invalid-field",
            "put-token, amqp:swt, x, 401, amqp:unauthorized-access" })
    void requestToCbsThatIsNoneIsAnsweredSo(String operation, String type, String body, int status, String condition) {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            int requests = peer.attachNode("$cbs");
            Message request = AmqpPeer.request("id-1", Map.of("operation", operation, "type", type, "name", "hub"));
            request.setBody(new AmqpValue(body));
            peer.send(requests, request, false);
            assertThat(peer.wire.expect(Disposition.class).getState()).isInstanceOf(Accepted.class);
            Message answer = peer.message();
            assertThat(AmqpPeer.statusOf(answer)).isEqualTo(status);
            assertThat(answer.getApplicationProperties().getValue()).containsEntry("error-condition",
                    AmqpPeer.symbol(condition));
            assertThat(answer.getCorrelationId()).isEqualTo("id-1");
        }
    }

    @Test
    void tokensOfOneConnectionAreBounded() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            List<Object> verdicts = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                String scope = AmqpEndpoint.HOST + "/devices/d" + i;
                verdicts.add(AmqpPeer.statusOf(peer.putToken(Tokens.iotHub(scope, "device", inAnHour()))));
            }
            assertThat(verdicts).startsWith(200, 200, 200).endsWith(403, 403, 403);
            assertThat(verdicts.stream().distinct()).containsExactly(200, 403);
        }
    }

    @Test
    void handleThatIsInUseEndsTheConnection() {
        try (AmqpPeer peer = connected("dev1")) {
            Attach first = peer.attached(peer.sender(EVENTS));
            Attach second = peer.sender(EVENTS);
            second.setHandle(UnsignedInteger.ZERO); // that of $cbs
            peer.wire.send(0, second);
            assertThat(first.getTarget()).isNotNull();
            assertThat(closed(peer)).isEqualTo("amqp:session:handle-in-use");
        }
    }

    private static String closed(AmqpPeer peer) {
        RawAmqp.Frame frame = peer.wire.next();
        while (!(frame.body() instanceof Close)) {
            frame = peer.wire.next();
        }
        return condition(((Close) frame.body()).getError());
    }

    @Test
    void connectionThatProvesNothingIsClosedAfterAMinuteAndHasFewSessions() {
        try (AmqpPeer silent = AmqpPeer.open(endpoint);
                AmqpPeer greedy = AmqpPeer.open(endpoint);
                AmqpPeer proved = connected("dev1")) {
            for (int channel = 1; channel <= 8; channel++) {
                greedy.wire.send(channel, AmqpPeer.begin());
            }
            assertThat(closed(greedy)).isEqualTo("amqp:resource-limit-exceeded");
            // when
            clock.advance(Duration.ofSeconds(59));
            assertThat(AmqpPeer.statusOf(proved.putToken(tokenOf("dev1", KEY_1)))).isEqualTo(200);
            clock.advance(Duration.ofSeconds(2));
            // then
            assertThat(closed(silent)).isEqualTo("amqp:unauthorized-access");
            assertThat(AmqpPeer.statusOf(proved.putToken(tokenOf("dev1", KEY_1)))).isEqualTo(200);
        }
    }

    @Test
    void unfinishedMessagesOfOneConnectionAreBounded() {
        int devices = (int) (PartialBytes.MAX / PART / PARTS) + 2;
        try (AmqpPeer peer = AmqpPeer.authorized(endpoint, Tokens.iotHub(AmqpEndpoint.HOST, "device", inAnHour()))) {
            int whole = sender(peer, EVENTS);
            List<Integer> handles = new ArrayList<>();
            for (int i = 0; i < devices; i++) {
                register("part-" + i, KEY_1);
                handles.add(sender(peer, "/devices/part-" + i + "/messages/events"));
            }
            // when
            handles.forEach(handle -> sendPart(peer, handle));
            // then
            assertThat(condition(peer.detachedAfterFlows())).isEqualTo("amqp:resource-limit-exceeded");
            peer.send(whole, message("still here"), false);
            assertThat(outcomeBehindDetaches(peer)).isInstanceOf(Accepted.class);
        }
        assertThat(arrived(1)).extracting(message -> textOf(message.body())).containsExactly("still here");
    }

    /** A message whose end does not come. */
    private static void sendPart(AmqpPeer peer, int handle) {
        Transfer transfer = peer.nextTransfer(handle);
        transfer.setMore(true);
        for (int i = 0; i < PARTS; i++) {
            peer.wire.send(0, transfer, new byte[PART]);
        }
    }

    private static DeliveryState outcomeBehindDetaches(AmqpPeer peer) {
        RawAmqp.Frame frame = peer.wire.next();
        while (!(frame.body() instanceof Disposition)) {
            frame = peer.wire.next();
        }
        return ((Disposition) frame.body()).getState();
    }

    private List<DeviceMessage> arrived(int count) {
        await().until(() -> endpoint.intake.messages().size() >= count);
        return endpoint.intake.messages();
    }
}
