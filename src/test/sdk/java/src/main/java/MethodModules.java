import java.util.List;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.InternalClient;
import com.microsoft.azure.sdk.iot.device.ModuleClient;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.Module;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

/** ModuleClient of iot-device-client answers methods of its own; messages are for devices only (semantics §5.1, §6.1). */
public final class MethodModules {

    public static void main(String[] args) throws Exception {
        RegistryClient registry = new RegistryClient(Hub.OWNER);
        Device registered = Hub.createDevice("java-method-modules");
        String id = registered.getDeviceId();
        Module added = registry.addModule(new Module(id, "cam"));
        MethodCaller ofDevice = new MethodCaller(id);
        MethodCaller ofModule = new MethodCaller(id, "cam");
        ofModule.fails(IotHubNotFoundException.class, 404, "DeviceNotOnline", () -> ofModule.call("who", null));

        DeviceClient client = Hub.newClient(registered);
        Inbox inbox = new Inbox(client);
        client.open(false);
        subscribe(client, 200, "device");
        ModuleClient module = Hub.newClient(id, added);
        module.open(false); // it subscribes to device-bound messages, of which there are none for a module
        subscribe(module, 299, "cam");
        ofDevice.check("who", null, 200, "device");
        ofModule.check("who", "x", 299, "cam");

        client.close();
        try (Sender sender = new Sender(id)) {
            sender.send("for the device");
            Hub.checkEqual(sender.waiting(), 1L, "modules do not take the messages of their device");
            ofModule.check("who", null, 299, "cam");
            ofDevice.fails(IotHubNotFoundException.class, 404, "DeviceNotOnline", () -> ofDevice.call("who", null));
            client.open(false);
            subscribeAgain(client, 200, "device");
            inbox.bodies(List.of("for the device"), "the message of the device");
            sender.awaitEmpty();
        }
        module.close();
        ofModule.fails(IotHubNotFoundException.class, 404, "DeviceNotOnline", () -> ofModule.call("who", null));
        ofDevice.check("who", null, 200, "device");
        module.open(false);
        subscribeAgain(module, 299, "cam");
        ofModule.check("who", null, 299, "cam");
        registry.removeModule(id, "cam");
        ofModule.fails(IotHubNotFoundException.class, 404, "ModuleNotFound", () -> ofModule.call("who", null));
        System.exit(0);
    }

    private static void subscribe(InternalClient client, int status, String answer) throws Exception {
        client.subscribeToMethods((name, payload, context) -> new DirectMethodResponse(status, answer), null, Sender.PATIENCE);
    }

    /** After it was closed and opened; over MQTT the hub remembers. */
    private static void subscribeAgain(InternalClient client, int status, String answer) throws Exception {
        if (Hub.IS_AMQP) {
            subscribe(client, status, answer);
        }
    }
}
