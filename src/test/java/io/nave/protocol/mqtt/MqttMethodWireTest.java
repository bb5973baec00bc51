package io.nave.protocol.mqtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodAnswer.Refusal;
import io.nave.hub.connections.MethodAnswer.Result;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.connections.SessionState;
import io.nave.hub.connections.SessionState.Subscription;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Module;
import io.nave.hub.monitoring.CutReason;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Direct methods over MQTT, to the byte (device-protocols §1.11.1, §1.6 rule 6, §1.8). */
class MqttMethodWireTest {

    private static final ClientId DEV1 = ClientId.of("dev1");
    private static final ClientId CAMERA = ClientId.of("dev1", "cam");
    private static final String METHODS = "$iothub/methods/POST/#";
    private static final Duration LONG = Duration.ofMinutes(5);

    private MqttFixture hub;

    @BeforeEach
    void start() {
        hub = new MqttFixture();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1 })
    void requestIsPublishedWithQos0WhateverWasGranted(int granted) {
        // given
        MqttWire wire = subscribed(granted);
        // when
        invoke("reboot", "{\"delay\": 5}", LONG);
        // then
        MqttFrame request = wire.read();
        assertThat(request.topic()).matches("\\$iothub/methods/POST/reboot/\\?\\$rid=[0-9a-f]{1,16}");
        assertThat(request.hex()).startsWith("30");
        assertThat(request.payload()).isEqualTo("{\"delay\": 5}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "200|{\"ok\": 1e2}", "299|[1, 2.50]", "-1|null", "0|\"x\"", "2147483647|5" })
    void answerIsPassedOnAsItWasWritten(int status, String body) {
        // given
        MqttWire wire = subscribed(0);
        CompletableFuture<MethodAnswer> answer = invoke("m", "null", LONG);
        // when
        wire.send(MqttFrame.publish(response(status, wire.read()), 0, 0, body));
        // then
        assertThat(came(answer)).isEqualTo(new Result(status, body));
    }

    @Test
    void emptyAnswerIsNull() {
        // given
        MqttWire wire = subscribed(0);
        CompletableFuture<MethodAnswer> answer = invoke("m", "null", LONG);
        // when
        wire.send(MqttFrame.publish(response(200, wire.read()), 0, 0, ""));
        // then
        assertThat(came(answer)).isEqualTo(new Result(200, "null"));
    }

    /** Java and Python answer with QoS 1 and wait for the PUBACK. */
    @Test
    void answersOfQos1AreAcknowledgedInOrderEvenWhenNobodyWaits() {
        // given
        MqttWire wire = subscribed(0);
        CompletableFuture<MethodAnswer> answer = invoke("m", "null", LONG);
        String topic = response(200, wire.read());
        // when
        wire.send(MqttFrame.publish(topic, 1, 7, "1"), MqttFrame.publish(topic, 1, 8, "2"),
                MqttFrame.publish("$iothub/methods/res/200/?$rid=ffff", 1, 9, "3"),
                MqttFrame.publish("$iothub/methods/res/200/", 1, 10, "4"));
        // then
        for (int id = 7; id <= 10; id++) {
            assertThat(wire.read().hex()).isEqualTo("400200%02x".formatted(id));
        }
        assertThat(came(answer)).isEqualTo(new Result(200, "1"));
        assertThat(wire.send(MqttFrame.ping()).read().type()).isEqualTo(MqttFrame.PINGRESP);
    }

    @Test
    void answersMayComeInAnyOrder() {
        // given
        MqttWire wire = subscribed(0);
        CompletableFuture<MethodAnswer> first = invoke("a", "null", LONG);
        CompletableFuture<MethodAnswer> second = invoke("b", "null", LONG);
        MqttFrame a = wire.read();
        MqttFrame b = wire.read();
        // when
        wire.send(MqttFrame.publish(response(200, b), 0, 0, "\"b\""), MqttFrame.publish(response(200, a), 0, 0, "\"a\""));
        // then
        assertThat(came(first)).isEqualTo(new Result(200, "\"a\""));
        assertThat(came(second)).isEqualTo(new Result(200, "\"b\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "200|hello", "200|{", "abc|{}", "|{}", "99999999999|{}", "2.5|{}" })
    void whatIsNoAnswerIsOneThatCannotBePassedOn(String status, String body) {
        // given
        MqttWire wire = subscribed(0);
        CompletableFuture<MethodAnswer> answer = invoke("m", "null", LONG);
        // when
        String topic = "$iothub/methods/res/" + (status == null ? "" : status) + "/?$rid=" + ridOf(wire.read());
        wire.send(MqttFrame.publish(topic, 0, 0, body));
        // then
        assertRefused(answer, ErrorCode.INVALID_RESPONSE);
    }

    @Test
    void largePayloadsPassBothWaysAndTooLargeAnswersDoNot() {
        // given
        String most = "\"" + "x".repeat(128 * 1024 - 2) + "\"";
        MqttWire wire = subscribed(0);
        // when
        CompletableFuture<MethodAnswer> fits = invoke("m", most, LONG);
        MqttFrame request = wire.read();
        assertThat(request.payload()).isEqualTo(most);
        wire.send(MqttFrame.publish(response(200, request), 0, 0, most));
        CompletableFuture<MethodAnswer> tooLarge = invoke("m", "null", LONG);
        wire.send(MqttFrame.publish(response(200, wire.read()), 0, 0, most + " "));
        // then
        assertThat(came(fits)).isEqualTo(new Result(200, most));
        assertRefused(tooLarge, ErrorCode.MESSAGE_TOO_LARGE);
    }

    @Test
    void whoHasNotSubscribedOrNoLongerIsIsNotOnline() {
        // given
        MqttWire wire = hub.connected();
        assertRefused(invoke("m", "null", LONG), ErrorCode.DEVICE_NOT_ONLINE);
        wire.send(MqttFrame.subscribe(1, METHODS, 0)).read();
        wire.send(MqttFrame.unsubscribe(2, METHODS)).read();
        // then
        assertRefused(invoke("m", "null", LONG), ErrorCode.DEVICE_NOT_ONLINE);
        assertThat(wire.isSilentFor(100)).isTrue();
    }

    /** Python and Node subscribe once and count on the hub to remember. */
    @Test
    void restoredSubscriptionCounts() {
        // given
        hub.identities.sessions().save(DEV1, new SessionState(List.of(new Subscription(METHODS, 1)))).await().indefinitely();
        List<ClientId> online = listen();
        MqttWire wire = hub.connected();
        // when
        invoke("m", "null", LONG);
        // then
        assertThat(wire.read().topic()).startsWith("$iothub/methods/POST/m/?$rid=");
        assertThat(online).containsExactly(DEV1);
    }

    @Test
    void whoSubscribesIsSaidToTakeMethodsAndWhoDoesNotIsNot() {
        // given
        List<ClientId> online = listen();
        MqttWire wire = hub.connected();
        wire.send(MqttFrame.subscribe(1, "$iothub/twin/res/#", 0)).read();
        assertThat(online).isEmpty();
        // when
        wire.send(MqttFrame.subscribe(2, METHODS, 0)).read();
        // then
        await().untilAsserted(() -> assertThat(online).containsExactly(DEV1));
        assertThat(wire.send(MqttFrame.subscribe(3, METHODS, 0)).read().hex()).isEqualTo("9003000300");
    }

    private List<ClientId> listen() {
        List<ClientId> online = new CopyOnWriteArrayList<>();
        hub.connections.whenTakesMethods(online::add);
        return online;
    }

    @Test
    void deviceThatDoesNotAnswerIsGivenUpAndItsLateAnswerDropped() {
        // given
        MqttWire wire = subscribed(0);
        CompletableFuture<MethodAnswer> late = invoke("m", "null", Duration.ofMillis(50));
        MqttFrame request = wire.read();
        assertRefused(late, ErrorCode.GATEWAY_TIMEOUT);
        // when
        CompletableFuture<MethodAnswer> next = invoke("m", "null", LONG);
        wire.send(MqttFrame.publish(response(200, request), 0, 0, "\"late\""),
                MqttFrame.publish(response(200, wire.read()), 0, 0, "\"in time\""));
        // then
        assertThat(came(next)).isEqualTo(new Result(200, "\"in time\""));
    }

    @Test
    void answerToWhatWasAskedOnAnEarlierConnectionIsNoAnswerToWhatIsAskedNow() {
        // given
        MqttWire old = subscribed(0);
        invoke("m", "null", LONG);
        String topic = response(200, old.read());
        MqttWire wire = hub.connected();
        // when
        CompletableFuture<MethodAnswer> answer = invoke("m", "null", LONG);
        wire.send(MqttFrame.publish(topic, 0, 0, "\"old\""), MqttFrame.publish(response(200, wire.read()), 0, 0, "\"new\""));
        // then
        assertThat(came(answer)).isEqualTo(new Result(200, "\"new\""));
    }

    @ParameterizedTest
    @ValueSource(strings = { "disconnects", "goes", "is cut", "is taken over" })
    void endOfTheConnectionEndsItsMethods(String how) {
        // given
        MqttWire wire = subscribed(0);
        List<CompletableFuture<MethodAnswer>> answers = List.of(invoke("a", "null", LONG), invoke("b", "null", LONG));
        wire.read();
        wire.read();
        // when
        switch (how) {
            case "disconnects" -> wire.send(MqttFrame.disconnect());
            case "goes" -> wire.close();
            case "is cut" -> hub.connections.cut(DEV1, CutReason.REVOKED);
            default -> hub.connected();
        }
        // then
        answers.forEach(answer -> assertRefused(answer, ErrorCode.DEVICE_CONNECTION_CLOSED_REMOTELY));
    }

    @Test
    void connectionThatIsGoneIsNotOnline() {
        // given
        MqttWire wire = subscribed(0);
        DeviceConnection connection = hub.connections.find(DEV1).orElseThrow();
        wire.close();
        await().until(() -> hub.connections.find(DEV1).isEmpty());
        // then
        CompletableFuture<MethodAnswer> answer = new CompletableFuture<>();
        connection.invoke(new MethodRequest("m", "null", LONG), answer::complete);
        assertRefused(answer, ErrorCode.DEVICE_NOT_ONLINE);
    }

    @Test
    void clientThatDoesNotReadGetsNoMoreUntilItDoes() {
        // given
        MqttWire wire = subscribed(0);
        String large = "\"" + "x".repeat(128 * 1024 - 2) + "\"";
        List<CompletableFuture<MethodAnswer>> calls = new ArrayList<>();
        // when: more than the sockets take
        for (int i = 0; i < 400; i++) {
            calls.add(invoke("m", large, LONG));
        }
        CompletableFuture<MethodAnswer> last = calls.getLast();
        assertRefused(last, ErrorCode.DEVICE_MAXIMUM_INFLIGHT_METHOD_EXCEEDED);
        // then: it takes methods again when it has read what it was told
        long told = calls.stream().filter(call -> !call.isDone()).count();
        for (int i = 0; i < told; i++) {
            wire.read();
        }
        CompletableFuture<MethodAnswer> next = invoke("n", "null", LONG);
        wire.send(MqttFrame.publish(response(200, wire.read()), 0, 0, "1"));
        assertThat(came(next)).isEqualTo(new Result(200, "1"));
    }

    @Test
    void moduleHasMethodsOfItsOwn() {
        // given
        hub.identities.modules().put(new Module(CAMERA, "gen-cam", new ETag("e"), "", MqttFixture.KEYS));
        MqttWire device = subscribed(0);
        MqttWire camera = hub.open();
        camera.connect(MqttConnectFrame.of("dev1/cam", MqttFixture.HOST + "/dev1/cam/?api-version=2021-04-12",
                MqttFixture.token(MqttFixture.HOST + "%2Fdevices%2Fdev1%2Fmodules%2Fcam", 4102444800L, MqttFixture.KEY, "")));
        camera.send(MqttFrame.subscribe(1, METHODS, 1)).read();
        // when
        CompletableFuture<MethodAnswer> answer = invoke(CAMERA, "m", "null", LONG);
        camera.send(MqttFrame.publish(response(200, camera.read()), 1, 7, "\"cam\""));
        // then
        assertThat(came(answer)).isEqualTo(new Result(200, "\"cam\""));
        assertThat(device.isSilentFor(100)).isTrue();
    }

    /** A client of dev1 that takes methods. */
    private MqttWire subscribed(int qos) {
        MqttWire wire = hub.connected();
        wire.send(MqttFrame.subscribe(1, METHODS, qos)).read();
        return wire;
    }

    private CompletableFuture<MethodAnswer> invoke(String name, String payload, Duration timeout) {
        return invoke(DEV1, name, payload, timeout);
    }

    private CompletableFuture<MethodAnswer> invoke(ClientId client, String name, String payload, Duration timeout) {
        CompletableFuture<MethodAnswer> answer = new CompletableFuture<>();
        hub.connections.find(client).orElseThrow().invoke(new MethodRequest(name, payload, timeout), answer::complete);
        return answer;
    }

    private static String response(int status, MqttFrame request) {
        return "$iothub/methods/res/" + status + "/?$rid=" + ridOf(request);
    }

    private static String ridOf(MqttFrame request) {
        return request.topic().substring(request.topic().indexOf("?$rid=") + "?$rid=".length());
    }

    private static <T> T came(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static void assertRefused(CompletableFuture<MethodAnswer> answer, ErrorCode code) {
        assertThat(came(answer)).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
