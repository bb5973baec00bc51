package io.nave.methods;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;
import io.nave.methods.MethodDevice.Identity;
import io.nave.methods.MethodDevice.Request;
import io.nave.methods.MethodRest.Answer;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Direct methods that enter at one replica, of devices that are connected to the other (semantics §6.1). */
@Timeout(120)
class MethodReplicasIT {

    private static final String CALL = "{\"methodName\":\"m\",\"payload\":{\"a\" : 1e2},\"responseTimeoutInSeconds\":5}";
    /** What a caller may wait beyond the time-out on a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private static HubProcess first;
    private static HubProcess second;
    private static MethodRest rest;

    @BeforeAll
    static void start() {
        first = HubProcess.start(SharedHub.newDirectory(), Map.of("NAVE_REDIS_LEASE", "5s"));
        second = first.startReplica(SharedHub.newDirectory());
        rest = MethodRest.of(first, first.host());
        warmUp();
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    /** The first calls of a process load classes. */
    private static void warmUp() {
        Identity identity = create("warm-up");
        try (MethodDevice device = online(identity)) {
            for (int i = 0; i < 20; i++) {
                CompletableFuture<Answer> call = rest.invoke("warm-up", CALL);
                device.answer(device.request(), 200, "1");
                assertThat(call.join().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void callThatEntersAtOneReplicaReachesTheDeviceAtTheOther() {
        // given
        String large = "\"" + "x\u00e9 \\n".repeat(20_000) + "\"";
        try (MethodDevice device = online(create("reached"))) {
            // when
            CompletableFuture<Answer> call = rest.invoke("reached", CALL);
            Request request = device.request();
            device.answer(request, 299, large);
            // then
            assertThat(request.payload()).isEqualTo("{\"a\" : 1e2}");
            assertThat(call.join().body()).isEqualTo("{\"status\":299,\"payload\":" + large + "}");
        }
    }

    @Test
    void deviceThatGoesInTheMiddleIsGivenUpAtOnce() {
        // given
        MethodDevice device = online(create("goes"));
        CompletableFuture<Answer> call = rest.invoke("goes", "{\"methodName\":\"m\"}");
        device.request();
        // when
        device.close();
        // then
        assertRefused(call, 404, "DeviceConnectionClosedRemotely");
    }

    @Test
    void whoIsConnectedThereWithoutMethodsIsNotOnline() {
        Identity identity = create("deaf");
        try (MethodDevice device = MethodDevice.connect(MqttWire.open(second.plainMqttPort()), identity)) {
            assertRefused(rest.invoke("deaf", CALL), 404, "DeviceNotOnline");
            assertThat(device.isLeftAlone()).isTrue();
        }
    }

    @Test
    void deviceMayConnectToTheOtherReplicaLater() {
        // given
        Identity identity = create("later");
        CompletableFuture<Answer> call = rest.invoke("later", "{\"methodName\":\"m\",\"connectTimeoutInSeconds\":30}");
        // when
        try (MethodDevice device = online(identity)) {
            device.answer(device.request(), 200, "1");
            // then
            assertThat(call.join().body()).isEqualTo("{\"status\":200,\"payload\":1}");
        }
    }

    @Test
    void soManyAreUnderWayFromAllReplicasTogether() {
        try (MethodDevice device = online(create("busy"))) {
            // given
            MethodRest other = MethodRest.of(second, first.host());
            List<CompletableFuture<Answer>> calls = new ArrayList<>();
            List<Request> requests = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                calls.add(rest.invoke("busy", "{\"methodName\":\"m\"}"));
                calls.add(other.invoke("busy", "{\"methodName\":\"m\"}"));
                requests.add(device.request());
                requests.add(device.request());
            }
            // then
            assertRefused(rest.invoke("busy", CALL), 403, "DeviceMaximumInflightMethodExceeded");
            assertRefused(other.invoke("busy", CALL), 403, "DeviceMaximumInflightMethodExceeded");
            requests.forEach(request -> device.answer(request, 200, "1"));
            assertThat(calls).allSatisfy(call -> assertThat(call.join().status()).isEqualTo(200));
        }
    }

    @Test
    void replicaThatIsKilledInTheMiddleCostsNoMoreThanTheTimeOutAndTheDeviceIsReachedWhenItComesBack() {
        // given
        Identity identity = create("killed");
        MethodDevice device = online(identity);
        CompletableFuture<Answer> call = rest.invoke("killed", CALL);
        device.request();
        online(create("gone"));
        // when
        second.kill9();
        // then
        assertThat(call.join().errorCode().orElse("")).isIn("GatewayTimeout", "DeviceConnectionClosedRemotely");
        assertThat(call.join().took()).isLessThan(Duration.ofSeconds(5).plus(SLACK));
        // and: its session is remembered
        try (MethodDevice back = MethodDevice.connect(MqttWire.open(first.plainMqttPort()), identity)) {
            CompletableFuture<Answer> next = rest.invoke("killed", CALL);
            back.answer(back.request(), 200, "1");
            assertThat(next.join().body()).isEqualTo("{\"status\":200,\"payload\":1}");
        }
        // and: who does not come back is offline when the lease has run out
        await().atMost(Duration.ofSeconds(20)).until(() -> isOffline("gone"));
        second.restart();
    }

    private static boolean isOffline(String device) {
        return rest.invoke(device, CALL).join().errorCode().equals(Optional.of("DeviceNotOnline"));
    }

    private static Identity create(String device) {
        return new Identity(first.host(), device, first.registry().createDevice(device));
    }

    /** A device at the second replica, while callers are at the first. */
    private static MethodDevice online(Identity identity) {
        return MethodDevice.connect(MqttWire.open(second.plainMqttPort()), identity).subscribe();
    }

    private static void assertRefused(CompletableFuture<Answer> call, int status, String name) {
        Answer answer = call.join();
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.errorCode()).contains(name);
    }
}
