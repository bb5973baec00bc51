import java.util.List;
import java.util.Map;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/**
 * A device of iot-device-client whose hub cuts its connection, for another client came for a moment: it comes back by itself, and
 * messages, methods, changes of desired properties and telemetry go on (device-protocols §1.6, §1.7, §2.11, §5.2).
 */
public final class Reconnect {

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-reconnect");
        ServiceTwin service = new ServiceTwin(registered.getDeviceId());
        MethodCaller caller = new MethodCaller(registered.getDeviceId());
        Watched device = new Watched(Hub.newClient(registered));
        Inbox inbox = new Inbox(device.client);
        device.client.open(false);
        TwinDevice twin = new TwinDevice(device.client).subscribe();
        device.answer("here");
        try (Sender sender = new Sender(registered.getDeviceId())) {
            for (String round : List.of("first", "second")) {
                caller.check("where", null, 200, "here");
                cutByAVisitor(registered, device);
                sender.send(round);
                inbox.bodies(List.of(round), "what was sent after the cut");
                sender.awaitEmpty();
                Hub.checkEqual(caller.call("where", null, 10, 10).getPayload(String.class), "here", "answer");
                device.client.sendEvent(new Message(round), Sender.PATIENCE);
                hears(service, twin, round);
                twin.report(Map.of("round", round));
                Hub.checkEqual(service.get().getReportedProperties(), Map.of("round", round), "reported properties");
            }
            inbox.noMore("each message once");
        }
        device.client.close();
        System.exit(0);
    }

    private static void cutByAVisitor(Device registered, Watched device) throws Exception {
        device.forget();
        DeviceClient visitor = Hub.newClient(registered);
        visitor.setRetryPolicy(new NoRetry());
        visitor.open(false);
        device.becomes(IotHubConnectionStatus.DISCONNECTED_RETRYING);
        visitor.close();
        device.becomes(IotHubConnectionStatus.CONNECTED);
    }

    /** A change that was made while nobody was subscribed does not come (semantics §4.5), so there are some until one does. */
    private static void hears(ServiceTwin service, TwinDevice twin, String round) throws Exception {
        Hub.await(() -> {
            service.desire(Map.of("round", round));
            return twin.hasChanges();
        }, "a change of desired properties");
        twin.forgetChanges();
    }
}
