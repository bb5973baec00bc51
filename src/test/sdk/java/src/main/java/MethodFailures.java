import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubGatewayTimeoutException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.DeviceStatus;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

/**
 * What a caller of iot-service-client hears when a method cannot be called or is not answered, and that the next call works (semantics
 * §6.1, service-protocols §5.11).
 */
public final class MethodFailures {

    private static final int SHORTEST = 5; // seconds for an answer

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-method-failures");
        MethodCaller caller = new MethodCaller(registered.getDeviceId());
        wrongRequests(caller);
        DeviceClient client = nobodyThere(registered, caller);
        answersTooLate(client, caller);
        goesInTheMiddle(client, caller);
        unknown(registered, caller);
        System.exit(0);
    }

    private static DeviceClient nobodyThere(Device registered, MethodCaller caller) throws Exception {
        notThere(0, caller, "DeviceNotOnline", () -> caller.call("x", null));
        notThere(2, caller, "DeviceNotOnline", () -> caller.call("x", null, 2, SHORTEST));
        DeviceClient client = Hub.open(registered);
        notThere(0, caller, "DeviceNotOnline", () -> caller.call("x", null)); // there, but without methods
        return client;
    }

    /** The late answer belongs to nobody: neither the call that it was for nor the next one gets it. */
    private static void answersTooLate(DeviceClient client, MethodCaller caller) throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        client.subscribeToMethods((name, payload, context) -> switch (name) {
            case "late" -> new DirectMethodResponse(200, "too late: " + await(answer));
            case "silent" -> null; // the SDK does not answer then
            default -> new DirectMethodResponse(200, name);
        }, null, Sender.PATIENCE);
        caller.check("next", null, 200, "next");
        timesOut(caller, "late");
        answer.countDown();
        caller.check("next", null, 200, "next");
        timesOut(caller, "silent");
        caller.check("next", null, 200, "next");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(Sender.PATIENCE, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void goesInTheMiddle(DeviceClient client, MethodCaller caller) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        client.subscribeToMethods((name, payload, context) -> {
            arrived.countDown();
            return null;
        }, null, Sender.PATIENCE);
        CompletableFuture<Void> refused = CompletableFuture.runAsync(() -> leaves(caller));
        Hub.check(await(arrived), "the call arrives");
        client.close();
        refused.get(SHORTEST, TimeUnit.SECONDS);
        notThere(0, caller, "DeviceNotOnline", () -> caller.call("x", null));
    }

    private static void leaves(MethodCaller caller) {
        caller.fails(IotHubNotFoundException.class, 404, "DeviceConnectionClosedRemotely", () -> caller.call("leave", null));
    }

    private static void unknown(Device registered, MethodCaller caller) throws Exception {
        notThere(0, caller, "DeviceNotFound", () -> new MethodCaller("nosuch").call("x", null));
        notThere(0, caller, "ModuleNotFound", () -> new MethodCaller(registered.getDeviceId(), "nosuch").call("x", null));
        RegistryClient registry = new RegistryClient(Hub.OWNER);
        Device disabled = registry.getDevice(registered.getDeviceId());
        disabled.setStatus(DeviceStatus.Disabled);
        registry.updateDevice(disabled);
        notThere(0, caller, "DeviceNotFound", () -> caller.call("x", null));
    }

    private static void wrongRequests(MethodCaller caller) {
        for (int seconds : new int[] { 4, 301 }) {
            caller.fails(IotHubBadFormatException.class, 400, "ArgumentInvalid", () -> caller.call("x", null, 0, seconds));
        }
        caller.fails(IotHubBadFormatException.class, 400, "ArgumentInvalid", () -> caller.call("x", null, 301, SHORTEST));
        for (String name : new String[] { "m".repeat(101), "a/b", "a{b", "é" }) {
            caller.fails(IotHubBadFormatException.class, 400, "ArgumentInvalid", () -> caller.call(name, null));
        }
    }

    private static void notThere(int seconds, MethodCaller caller, String code, Hub.Action call) {
        Instant started = Instant.now();
        caller.fails(IotHubNotFoundException.class, 404, code, call);
        took(seconds, started);
    }

    private static void timesOut(MethodCaller caller, String name) {
        Instant started = Instant.now();
        caller.fails(IotHubGatewayTimeoutException.class, 504, "GatewayTimeout", () -> caller.call(name, null, 0, SHORTEST));
        took(SHORTEST, started);
    }

    /** Fails unless that many seconds have passed since then, and not many more. */
    private static void took(int seconds, Instant started) {
        long took = Duration.between(started, Instant.now()).toMillis();
        Hub.check(took >= seconds * 1000L - 5 && took < seconds * 1000L + 3_000, seconds + " s, not " + took + " ms");
    }
}
