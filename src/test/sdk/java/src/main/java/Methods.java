import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodPayload;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/**
 * iot-service-client calls methods of iot-device-client: payloads both ways, statuses of the device, many at once (semantics
 * §6.1, service-protocols §5.11, device-protocols §1.11.1).
 */
public final class Methods {

    private static final int MOST = 128 * 1024;
    private static final int CALLERS = 25;

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-methods");
        DeviceClient client = Hub.open(registered);
        client.subscribeToMethods((name, payload, context) -> answer(name, payload), null, Sender.PATIENCE);
        MethodCaller caller = new MethodCaller(registered.getDeviceId());
        payloadsBothWays(caller);
        nothingBothWays(caller);
        statusesAreTheDevices(caller);
        largePayloads(caller);
        manyAtOnce(caller);
        client.close();
        System.exit(0);
    }

    private static DirectMethodResponse answer(String name, DirectMethodPayload payload) {
        JsonElement given = payload.getPayloadAsJsonElement();
        return switch (name) {
            case "echo" -> new DirectMethodResponse(200, given);
            case "shows" -> new DirectMethodResponse(200, Map.of("name", name, "json", given.toString()));
            case "nothing" -> new DirectMethodResponse(200, null);
            case "status" -> new DirectMethodResponse(given.getAsInt(), Map.of("status", given.getAsString()));
            default -> new DirectMethodResponse(501, name);
        };
    }

    private static void payloadsBothWays(MethodCaller caller) throws Exception {
        List<Object> payloads = List.of(Map.of("delay", 5.5, "nested", Map.of("list", List.of("a", true, List.of()))), List.of(), Map.of(),
                List.of("one", "two"), "text", "", 1.5, true, false, "é ß 日本 😀 \" \\ \u2028 </script>");
        for (Object payload : payloads) {
            JsonElement json = new Gson().toJsonTree(payload);
            caller.check("echo", payload, 200, json);
            caller.check("shows", payload, 200, new Gson().toJsonTree(Map.of("name", "shows", "json", json.toString())));
        }
        for (String name : List.of("x", "Reboot_now-1", "reBoot", "m".repeat(100))) {
            caller.check(name, null, 501, new JsonPrimitive(name));
        }
    }

    /** The SDK writes null where there is nothing. */
    private static void nothingBothWays(MethodCaller caller) throws Exception {
        caller.check("nothing", Map.of("a", "b"), 200, JsonNull.INSTANCE);
        caller.check("nothing", null, 200, JsonNull.INSTANCE);
        caller.check("echo", null, 200, JsonNull.INSTANCE);
        caller.check("shows", null, 200, new Gson().toJsonTree(Map.of("name", "shows", "json", "null")));
    }

    private static void statusesAreTheDevices(MethodCaller caller) throws Exception {
        for (int status : List.of(200, 201, 299, 404, 500, 0, -1, Integer.MAX_VALUE)) {
            caller.check("status", status, status, new Gson().toJsonTree(Map.of("status", String.valueOf(status))));
        }
    }

    private static void largePayloads(MethodCaller caller) throws Exception {
        Map<String, String> large = Map.of("text", "x".repeat(100_000));
        caller.check("echo", large, 200, new Gson().toJsonTree(large));
        caller.fails(IotHubException.class, 413, "MessageTooLarge", () -> caller.call("echo", "x".repeat(MOST)));
        caller.check("echo", "next", 200, new JsonPrimitive("next"));
    }

    private static void manyAtOnce(MethodCaller caller) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 8 * CALLERS; i++) {
            String payload = "call " + i;
            calls.add(() -> {
                caller.check("echo", payload, 200, new JsonPrimitive(payload));
                return null;
            });
        }
        for (Future<Void> call : callers.invokeAll(calls, 2 * Sender.PATIENCE, TimeUnit.MILLISECONDS)) {
            call.get();
        }
        callers.shutdown();
    }
}
