package io.nave.methods;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.TestEngines;
import io.nave.methods.MethodDevice.Identity;
import io.nave.methods.MethodDevice.Request;
import io.nave.methods.MethodRest.Answer;
import io.nave.protocol.http.RawHttp;
import io.nave.wire.MqttWire;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/** Direct methods from REST to a device and back (service-protocols §5.11, §5.17, §14.7; semantics §6.1). */
@QuarkusTest
@WithTestResource(TestEngines.class)
@Timeout(60)
class MethodsIT {

    private static final AtomicInteger DEVICES = new AtomicInteger();
    private static final String CALL = "{\"methodName\":\"reboot\",\"responseTimeoutInSeconds\":5}";
    private static final int LIMIT = 128 * 1024;
    /** What the hub allows on one connection where nothing is configured. */
    private static final int IN_FLIGHT = 50;

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    @ConfigProperty(name = "nave.mqtt.port")
    int mqttPort;
    private final String id = "method-" + DEVICES.incrementAndGet();
    private MethodRest rest;

    @BeforeEach
    void createDevice() {
        rest = MethodRest.of(server);
        create("/devices/" + id);
    }

    @Test
    void deviceIsToldExactlyWhatWasAskedAndItsAnswerIsPassedOnExactly() {
        try (MethodDevice device = online(id)) {
            // when
            CompletableFuture<Answer> call = rest.invoke(id,
                    "{\"methodName\" : \"reboot\", \"payload\" : {\"b\":[1.50, 1e2], \"a\" : \"é\"}"
                            + ",\"responseTimeoutInSeconds\":30,\"connectTimeoutInSeconds\":0}");
            Request request = device.request();
            device.answer(request, 200, "{\"ok\" : 1e2}");
            // then
            assertThat(request.name()).isEqualTo("reboot");
            assertThat(request.payload()).isEqualTo("{\"b\":[1.50, 1e2], \"a\" : \"é\"}");
            assertAnswered(call, "{\"status\":200,\"payload\":{\"ok\" : 1e2}}");
            assertThat(call.join().headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = { "- | null | 200 | - | null", "null | null | 299 | null | null",
            "\"x\" | \"x\" | 500 | 5 | 5", "{} | {} | -1 | [] | []" })
    void payloadMayBeAbsentOrNullBothWaysAndStatusIsTheDevices(String payload, String told, int status, String answer,
            String passedOn) {
        try (MethodDevice device = online(id)) {
            // when
            CompletableFuture<Answer> call = rest.invoke(id,
                    "{\"methodName\":\"m\"" + (payload == null ? "" : ",\"payload\":" + payload) + "}");
            Request request = device.request();
            device.answer(request, status, answer == null ? "" : answer);
            // then
            assertThat(request.payload()).isEqualTo(told);
            assertAnswered(call, "{\"status\":" + status + ",\"payload\":" + passedOn + "}");
        }
    }

    @Test
    void largePayloadsPassAndLargerOnesDoNot() {
        String most = "\"" + "x".repeat(LIMIT - 2) + "\"";
        String more = "\"" + "x".repeat(LIMIT - 1) + "\"";
        try (MethodDevice device = online(id)) {
            // when
            CompletableFuture<Answer> call = rest.invoke(id, "{\"methodName\":\"m\",\"payload\":" + most + "}");
            Request request = device.request();
            device.answer(request, 200, most);
            // then
            assertThat(request.payload()).isEqualTo(most);
            assertAnswered(call, "{\"status\":200,\"payload\":" + most + "}");
            assertRefused(rest.invoke(id, "{\"methodName\":\"m\",\"payload\":" + more + "}"), 413, "MessageTooLarge", 413001);
            // and
            CompletableFuture<Answer> answeredTooLarge = rest.invoke(id, CALL);
            device.answer(device.request(), 200, more);
            assertRefused(answeredTooLarge, 413, "MessageTooLarge", 413001);
        }
    }

    @Test
    void moduleHasMethodsOfItsOwn() {
        create("/devices/" + id + "/modules/cam");
        try (MethodDevice device = online(id); MethodDevice camera = online(id + "/cam")) {
            // when
            CompletableFuture<Answer> call = rest.invoke(id + "/cam", CALL);
            camera.answer(camera.request(), 200, "\"cam\"");
            // then
            assertAnswered(call, "{\"status\":200,\"payload\":\"cam\"}");
            assertThat(device.isLeftAlone()).isTrue();
        }
    }

    @Test
    void whoIsNotOnlineIsSaidToBeAtOnce() {
        assertRefused(rest.invoke(id, CALL), 404, "DeviceNotOnline", 404103);
        try (MethodDevice device = connect(id)) {
            assertRefused(rest.invoke(id, CALL), 404, "DeviceNotOnline", 404103);
            device.subscribe();
            CompletableFuture<Answer> call = rest.invoke(id, CALL);
            device.answer(device.request(), 200, "1");
            assertAnswered(call, "{\"status\":200,\"payload\":1}");
        }
    }

    @Test
    void whoIsNotThereOrDisabledIsNotFound() {
        assertRefused(rest.invoke("nosuch", CALL), 404, "DeviceNotFound", 404001);
        assertRefused(rest.invoke("nosuch/cam", CALL), 404, "DeviceNotFound", 404001);
        assertRefused(rest.invoke(id + "/nosuch", CALL), 404, "ModuleNotFound", 404010);
        create("/devices/" + id + "-off", ",\"status\":\"disabled\"");
        assertRefused(rest.invoke(id + "-off", CALL), 404, "DeviceNotFound", 404001);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{\"methodName\":\"m\",\"responseTimeoutInSeconds\":4} | ArgumentInvalid | 400004",
            "{\"methodName\":\"m\",\"responseTimeoutInSeconds\":301} | ArgumentInvalid | 400004",
            "{\"methodName\":\"m\",\"timeoutInSeconds\":4} | ArgumentInvalid | 400004",
            "{\"methodName\":\"m\",\"connectTimeoutInSeconds\":301} | ArgumentInvalid | 400004",
            "{\"methodName\":\"m\",\"connectTimeoutInSeconds\":-1} | ArgumentInvalid | 400004",
            "{\"methodName\":\"m\",\"connectTimeoutInSeconds\":\"5\"} | ArgumentInvalid | 400004",
            "{\"methodName\":\"m\",\"responseTimeoutInSeconds\":5.5} | ArgumentInvalid | 400004",
            "{\"methodName\":\"a/b\"} | ArgumentInvalid | 400004", "{\"methodName\":\"\"} | ArgumentInvalid | 400004",
            "{\"methodName\":5} | ArgumentInvalid | 400004", "{} | ArgumentInvalid | 400004",
            "[] | IotHubFormatError | 400006", "{\"methodName\":\"m\" | IotHubFormatError | 400006",
            "{\"methodName\":\"m\",\"payload\":x} | IotHubFormatError | 400006" })
    void whatBreaksTheRulesIsRefused(String body, String name, int code) {
        assertRefused(rest.invoke(id, body), 400, name, code);
    }

    @Test
    void deviceThatDoesNotAnswerIsGivenUpInTimeAndTheNextCallWorks() {
        try (MethodDevice device = online(id)) {
            // given
            CompletableFuture<Answer> silent = rest.invoke(id, "{\"methodName\":\"m\",\"timeoutInSeconds\":5}");
            Request late = device.request();
            // then
            assertRefused(silent, 504, "GatewayTimeout", 504101);
            assertThat(silent.join().took()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
            // and
            CompletableFuture<Answer> next = rest.invoke(id, CALL);
            Request request = device.request();
            device.answer(late, 200, "\"late\"");
            device.answer(request, 200, "\"in time\"");
            assertAnswered(next, "{\"status\":200,\"payload\":\"in time\"}");
        }
    }

    @Test
    void deviceThatGoesInTheMiddleIsGivenUpAtOnce() {
        // given
        MethodDevice device = online(id);
        CompletableFuture<Answer> call = rest.invoke(id, "{\"methodName\":\"m\",\"responseTimeoutInSeconds\":300}");
        device.request();
        // when
        device.close();
        // then
        assertRefused(call, 404, "DeviceConnectionClosedRemotely", 404104);
    }

    @Test
    void deviceMayConnectAndSubscribeLater() {
        // given
        CompletableFuture<Answer> call = rest.invoke(id, "{\"methodName\":\"m\",\"connectTimeoutInSeconds\":30}");
        // when
        try (MethodDevice device = connect(id)) {
            assertThat(device.isLeftAlone()).isTrue();
            device.subscribe();
            device.answer(device.request(), 200, "1");
            // then
            assertAnswered(call, "{\"status\":200,\"payload\":1}");
        }
    }

    @Test
    void deviceThatDoesNotComeIsGivenUpInTime() {
        CompletableFuture<Answer> call = rest.invoke(id, "{\"methodName\":\"m\",\"connectTimeoutInSeconds\":1}");
        assertRefused(call, 404, "DeviceNotOnline", 404103);
        assertThat(call.join().took()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
    }

    @Test
    void answerThatIsNoJsonIsABadGateway() {
        try (MethodDevice device = online(id)) {
            CompletableFuture<Answer> call = rest.invoke(id, CALL);
            device.answer(device.request(), 200, "hello");
            assertRefused(call, 502, "InvalidResponseWhileProxying", 502000);
        }
    }

    @Test
    void deviceHasSoManyMethodsUnderWayAndNoMore() {
        try (MethodDevice device = online(id)) {
            // given
            List<CompletableFuture<Answer>> calls = Stream.generate(() -> rest.invoke(id, "{\"methodName\":\"m\"}"))
                    .limit(IN_FLIGHT).toList();
            List<Request> requests = new ArrayList<>();
            for (int i = 0; i < IN_FLIGHT; i++) {
                requests.add(device.request());
            }
            // then
            assertRefused(rest.invoke(id, CALL), 403, "DeviceMaximumInflightMethodExceeded", 403800);
            // and
            requests.forEach(request -> device.answer(request, 200, "1"));
            calls.forEach(call -> assertAnswered(call, "{\"status\":200,\"payload\":1}"));
        }
    }

    @Test
    void commandsOfDigitalTwinsAreMethods() {
        try (MethodDevice device = online(id)) {
            // when
            CompletableFuture<Answer> command = rest.send("POST", "/digitaltwins/" + id
                    + "/commands/reboot?connectTimeoutInSeconds=0&responseTimeoutInSeconds=5", "{\"delay\" : 5}");
            Request request = device.request();
            device.answer(request, 201, "{\"a\" : 1e2}");
            // then
            assertThat(request.name()).isEqualTo("reboot");
            assertThat(request.payload()).isEqualTo("{\"delay\" : 5}");
            assertAnswered(command, "{\"a\" : 1e2}");
            assertThat(command.join().headers().firstValue("x-ms-command-statuscode")).contains("201");
            assertThat(command.join().headers().firstValue("x-ms-request-id")).isPresent();
        }
    }

    @Test
    void commandsOfComponentsHaveTheComponentInTheirName() {
        try (MethodDevice device = online(id)) {
            // when
            CompletableFuture<Answer> command = rest.send("POST",
                    "/digitaltwins/" + id + "/components/thermostat1/commands/getMaxMinReport", "");
            Request request = device.request();
            device.answer(request, 200, "");
            // then
            assertThat(request.name()).isEqualTo("thermostat1*getMaxMinReport");
            assertThat(request.payload()).isEqualTo("null");
            assertAnswered(command, "null");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "c | 5 | x | 400 | IotHubFormatError | 400006",
            "c | 4 | 1 | 400 | ArgumentInvalid | 400004",
            "c | five | 1 | 400 | ArgumentInvalid | 400004", "a$b | 5 | 1 | 400 | ArgumentInvalid | 400004",
            "c | 5 | 1 | 404 | DeviceNotOnline | 404103" })
    void commandThatCannotBeIsRefused(String command, String timeout, String body, int status, String name, int code) {
        assertRefused(rest.send("POST", "/digitaltwins/" + id + "/commands/" + command + "?responseTimeoutInSeconds=" + timeout,
                body), status, name, code);
    }

    private MethodDevice online(String client) {
        return connect(client).subscribe();
    }

    private MethodDevice connect(String client) {
        try {
            Socket socket = RawHttp.trustingAnybody().getSocketFactory().createSocket("127.0.0.1", mqttPort);
            return MethodDevice.connect(new MqttWire(socket), new Identity("127.0.0.1", client, TestEngines.POLICY_KEY));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void create(String path) {
        create(path, "");
    }

    private void create(String path, String more) {
        String body = "{\"authentication\":{\"symmetricKey\":{\"primaryKey\":\"%1$s\",\"secondaryKey\":\"%1$s\"}}%2$s}"
                .formatted(TestEngines.POLICY_KEY, more);
        assertThat(rest.send("PUT", path, body).join().status()).isEqualTo(200);
    }

    private static void assertAnswered(CompletableFuture<Answer> call, String body) {
        assertThat(call.join().status()).as(call.join().body()).isEqualTo(200);
        assertThat(call.join().body()).isEqualTo(body);
    }

    private static void assertRefused(CompletableFuture<Answer> call, int status, String name, int code) {
        Answer answer = call.join();
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.errorCode()).contains(name);
        assertThat(answer.body()).startsWith("{\"Message\":\"ErrorCode:" + name + ";").contains("\"errorCode\":" + code);
    }
}
