package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.json.JsonText;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinSection;
import io.nave.hub.twins.TwinWrite;

import static org.assertj.core.api.Assertions.assertThat;

/** Direct methods and twins over AMQP (device-protocols §2.9, §2.10), in the types that clients cast to. */
final class DeviceRequestsWireTest extends DeviceWireTest {

    private static final String METHODS = "/devices/dev1/methods/devicebound";
    private static final String TWIN = "/devices/dev1/twin";
    private static final ClientId DEV1 = ClientId.of("dev1");

    private CompletableFuture<MethodAnswer> invoke(String payload, Duration timeout) {
        CompletableFuture<MethodAnswer> answer = new CompletableFuture<>();
        DeviceConnection device = endpoint.connections.find(DEV1).orElseThrow();
        device.invoke(new MethodRequest("reboot", payload, timeout), answer::complete);
        return answer;
    }

    private static Message methodAnswer(Object correlationId, Object status, String body) {
        Message message = message(body);
        message.setCorrelationId(correlationId);
        message.setApplicationProperties(new ApplicationProperties(Map.of("IoThub-status", status)));
        return message;
    }

    @Test
    void methodIsAskedAndAnswered() {
        try (AmqpPeer peer = connected("dev1")) {
            int answers = sender(peer, METHODS);
            receiver(peer, METHODS, 10);
            CompletableFuture<MethodAnswer> answer = invoke("{\"delay\":5}", Duration.ofSeconds(20));
            Message request = decoded(peer.transfer());
            assertThat(uuid(request.getCorrelationId()).version()).isBetween(1, 5);
            assertThat(uuid(request.getCorrelationId()).variant()).isEqualTo(2);
            assertThat(request.getApplicationProperties().getValue()).isEqualTo(Map.of("IoThub-methodname", "reboot"));
            assertThat(bodyOf(request)).isEqualTo("{\"delay\":5}");
            peer.send(answers, methodAnswer(UUID.randomUUID(), 500, "1"), false);
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
            peer.send(answers, methodAnswer(request.getCorrelationId(), 201, "{\"ok\":true}"), false);
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
            assertThat(answer.join()).isEqualTo(new MethodAnswer.Result(201, "{\"ok\":true}"));
        }
    }

    @Test
    void deviceIsOnlineWithBothLinksOnly() {
        try (AmqpPeer peer = connected("dev1")) {
            sender(peer, METHODS);
            assertThat(invoke("null", Duration.ofSeconds(20)).join()).isEqualTo(MethodAnswer.NOT_ONLINE);
        }
        Awaitility.await().until(() -> !isConnected("dev1"));
        try (AmqpPeer peer = connected("dev1")) {
            receiver(peer, METHODS, 10);
            assertThat(invoke("null", Duration.ofSeconds(20)).join()).isEqualTo(MethodAnswer.NOT_ONLINE);
        }
    }

    @Test
    void methodThatIsNotAnsweredTimesOutAndOneWhoseDeviceGoesIsToldSo() {
        try (AmqpPeer peer = connected("dev1")) {
            sender(peer, METHODS);
            receiver(peer, METHODS, 10);
            assertThat(invoke("null", Duration.ofMillis(200)).join()).isEqualTo(MethodAnswer.TIMED_OUT);
            CompletableFuture<MethodAnswer> answer = invoke("null", Duration.ofSeconds(60));
            peer.transfer();
            peer.close();
            assertThat(answer.join()).isEqualTo(MethodAnswer.DISCONNECTED);
        }
    }

    @Test
    void answerThatIsNoneIsToldToTheCaller() {
        try (AmqpPeer peer = connected("dev1")) {
            int answers = sender(peer, METHODS);
            receiver(peer, METHODS, 10);
            for (Message bad : List.of(methodAnswer("x", "200", "1"), methodAnswer("x", 200, "{"))) {
                CompletableFuture<MethodAnswer> answer = invoke("null", Duration.ofSeconds(20));
                bad.setCorrelationId(decoded(peer.transfer()).getCorrelationId().toString());
                peer.send(answers, bad, true);
                assertThat(answer.join()).isInstanceOf(MethodAnswer.Refusal.class);
            }
        }
    }

    private static Message request(String operation, String resource, Object correlationId, String body) {
        Message message = Proton.message();
        message.setCorrelationId(correlationId);
        message.setMessageAnnotations(new MessageAnnotations(resource.isEmpty()
                ? Map.of(Symbol.getSymbol("operation"), operation)
                : Map.of(Symbol.getSymbol("operation"), operation, Symbol.getSymbol("resource"), resource)));
        message.setBody(new Data(new Binary(body.getBytes(StandardCharsets.UTF_8))));
        return message;
    }

    private static Object annotation(Message message, String name) {
        return message.getMessageAnnotations().getValue().get(Symbol.getSymbol(name));
    }

    private static JsonNode json(String text) {
        return JsonText.object(text.getBytes(StandardCharsets.UTF_8));
    }

    private void desire(String json) {
        endpoint.twins.write(DEV1, new TwinWrite(Optional.empty(),
                Optional.of(TwinPatch.of(TwinSection.DESIRED, json(json))), false), EtagCondition.NONE).await()
                .indefinitely();
    }

    @Test
    void twinIsReadReportedAndFollowed() {
        try (AmqpPeer peer = connected("dev1")) {
            int requests = sender(peer, TWIN);
            receiver(peer, TWIN, 100);
            UUID id = UUID.randomUUID();
            peer.send(requests, request("GET", "", id, " "), false);
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
            Message whole = peer.message();
            assertThat(whole.getCorrelationId()).isEqualTo(id);
            assertThat(annotation(whole, "status")).isEqualTo(200);
            assertThat(bodyOf(whole)).isEqualTo("{\"desired\":{\"$version\":1},\"reported\":{\"$version\":1}}");

            peer.send(requests, request("PATCH", "/properties/reported", "text-id", "{\"fw\":\"1\"}"), true);
            Message reported = peer.message();
            assertThat(reported.getCorrelationId()).isEqualTo("text-id");
            assertThat(annotation(reported, "status")).isEqualTo(204);
            assertThat(annotation(reported, "version")).isEqualTo(2L);

            desire("{\"a\":1}");
            peer.send(requests, request("PUT", "/notifications/twin/properties/desired", "put", ""), true);
            Message following = peer.message();
            assertThat(following.getCorrelationId()).isEqualTo("put");
            assertThat(annotation(following, "status")).isEqualTo(200);
            Message missed = peer.message();
            assertThat(missed.getCorrelationId()).isNull();
            assertThat(annotation(missed, "resource")).isEqualTo("/properties/desired");
            assertThat(annotation(missed, "version")).isEqualTo(2L);
            assertThat(bodyOf(missed)).isEqualTo("{\"a\":1,\"$version\":2}");
            desire("{\"b\":2}");
            assertThat(bodyOf(peer.message())).isEqualTo("{\"b\":2,\"$version\":3}");

            peer.send(requests, request("DELETE", "/notifications/twin/properties/desired", "delete", ""), true);
            assertThat(annotation(peer.message(), "status")).isEqualTo(200);
            desire("{\"c\":3}");
            peer.send(requests, request("GET", "", "last", " "), true);
            assertThat(peer.message().getCorrelationId()).isEqualTo("last");
        }
    }

    @ParameterizedTest
    @CsvSource({ "PATCH,/properties/reported,{", "PATCH,/properties/reported,[1]", "PATCH,/properties/other,{}", "FETCH,,x",
            "PUT,/somewhere,x", "'',,x" })
    void badRequestIsAnsweredWithAReason(String operation, String resource, String body) {
        try (AmqpPeer peer = connected("dev1")) {
            int requests = sender(peer, TWIN);
            receiver(peer, TWIN, 100);
            peer.send(requests, request(operation, resource == null ? "" : resource, UUID.randomUUID(), body),
                    true);
            Message answer = peer.message();
            assertThat(annotation(answer, "status")).isEqualTo(400);
            assertThat(json(bodyOf(answer)).get("errorCode").asInt()).isPositive();
            peer.send(requests, request("GET", "", "next", " "), true);
            assertThat(annotation(peer.message(), "status")).isEqualTo(200);
        }
    }

    @Test
    void staleVersionOfReportedPropertiesIsRefused() {
        try (AmqpPeer peer = connected("dev1")) {
            int requests = sender(peer, TWIN);
            receiver(peer, TWIN, 100);
            Message patch = request("PATCH", "/properties/reported", "p", "{\"a\":1}");
            Message stale = request("PATCH", "/properties/reported", "p", "{\"a\":1}");
            stale.setMessageAnnotations(new MessageAnnotations(Map.of(Symbol.getSymbol("operation"), "PATCH",
                    Symbol.getSymbol("resource"), "/properties/reported", Symbol.getSymbol("version"), 7L)));
            peer.send(requests, stale, true);
            assertThat(annotation(peer.message(), "status")).isEqualTo(412);
            peer.send(requests, patch, true);
            assertThat(annotation(peer.message(), "status")).isEqualTo(204);
        }
    }

    @Test
    void answersWaitForCredit() {
        try (AmqpPeer peer = connected("dev1")) {
            int requests = sender(peer, TWIN);
            org.apache.qpid.proton.amqp.transport.Attach answers = receiver(peer, TWIN, 1);
            for (int i = 0; i < 3; i++) {
                peer.send(requests, request("GET", "", "r" + i, " "), true);
            }
            assertThat(peer.message().getCorrelationId()).isEqualTo("r0");
            peer.credit(answers, 2, 1);
            assertThat(peer.message().getCorrelationId()).isEqualTo("r1");
            assertThat(peer.message().getCorrelationId()).isEqualTo("r2");
        }
    }
}
