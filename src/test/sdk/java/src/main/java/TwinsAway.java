import java.util.Map;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.twin.TwinConnectionState;

/**
 * iot-device-client, closed and opened again: changes from meanwhile do not arrive, a get shows them, and later ones arrive. Over MQTT
 * they do before the client has subscribed again, for the hub keeps its subscriptions (device-protocols §1.6, semantics §4.5).
 */
public final class TwinsAway {

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-twins-away");
        ServiceTwin service = new ServiceTwin(registered.getDeviceId());
        DeviceClient client = Hub.open(registered);
        TwinDevice device = new TwinDevice(client).subscribe();
        service.desire(Map.of("a", 1L));
        device.changes(Map.of("a", 1L), 2);

        client.close();
        Hub.checkEqual(service.get().getConnectionState(), TwinConnectionState.DISCONNECTED.toString(), "connection state");
        service.desire(Map.of("a", 2L, "b", Map.of("c", 3L)));
        service.desire(Json.object("a", null));
        service.desire(Map.of("d", 4L));
        client.open(false);
        device.noMoreChanges("changes are not kept for a device that is away");
        if (Hub.IS_AMQP) {
            device.subscribe();
        }
        service.desire(Map.of("e", 5L));
        device.changes(Map.of("e", 5L), 6); // over MQTT the client has sent no more than CONNECT so far

        device.subscribe();
        device.checkTwin(Map.of("b", Map.of("c", 3L), "d", 4L, "e", 5L), 6, Map.of(), 1);
        service.desire(Json.object("b", Json.object("c", null)));
        device.changes(Json.object("b", Json.object("c", null)), 7);
        Hub.checkEqual(device.report(Map.of("here", "again")), 2, "version");
        Hub.checkEqual(service.get().getReportedProperties(), Map.of("here", "again"), "reported properties");
        device.checkTwin(Map.of("b", Map.of(), "d", 4L, "e", 5L), 7, Map.of("here", "again"), 2);
        device.noMoreChanges("each change once, though subscribed twice");
        client.close();
        System.exit(0);
    }
}
