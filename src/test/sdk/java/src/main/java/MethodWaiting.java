import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

/**
 * A call that gives its device time to connect is answered as soon as the device is there and has subscribed; the hub remembers the
 * subscription of a device that was there before (semantics §6.1, device-protocols §1.6).
 */
public final class MethodWaiting {

    private static final int CONNECT = 10; // seconds
    private static final int RESPONSE = 10;

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-method-waiting");
        MethodCaller caller = new MethodCaller(registered.getDeviceId());
        List<CompletableFuture<String>> calls = List.of(underWay(caller, "one"), underWay(caller, "two"), underWay(caller, "three"));
        new RegistryClient(Hub.OWNER).getDevice(registered.getDeviceId()); // so that the hub has the calls
        DeviceClient client = Hub.open(registered);
        Hub.check(calls.stream().noneMatch(CompletableFuture::isDone), "connected is not enough");
        subscribe(client);
        for (int i = 0; i < calls.size(); i++) {
            Hub.checkEqual(calls.get(i).get(Sender.PATIENCE, TimeUnit.MILLISECONDS), "answer to " + List.of("one", "two", "three").get(i),
                    "answer");
        }
        comesBack(caller, client);
        System.exit(0);
    }

    private static void subscribe(DeviceClient client) throws Exception {
        client.subscribeToMethods(
                (name, payload, context) -> new DirectMethodResponse(200, "answer to " + payload.getPayload(String.class)), null,
                Sender.PATIENCE);
    }

    /** The SDK does not subscribe to methods again when it opens; over MQTT it need not. */
    private static void comesBack(MethodCaller caller, DeviceClient client) throws Exception {
        for (int i = 0; i < 3; i++) {
            client.close();
            CompletableFuture<String> call = underWay(caller, "again");
            new RegistryClient(Hub.OWNER).getDevice(caller.deviceId());
            Hub.check(!call.isDone(), "the call waits");
            client.open(false);
            if (Hub.IS_AMQP) {
                subscribe(client);
            }
            Hub.checkEqual(call.get(Sender.PATIENCE, TimeUnit.MILLISECONDS), "answer to again", "answer");
            caller.check("x", "at once", 200, "answer to at once");
        }
        client.close();
    }

    private static CompletableFuture<String> underWay(MethodCaller caller, String payload) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        new Thread(() -> {
            try {
                answer.complete(caller.call("x", payload, CONNECT, RESPONSE).getPayload(String.class));
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        }).start();
        return answer;
    }
}
