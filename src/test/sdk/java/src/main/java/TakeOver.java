import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/**
 * Two clients of iot-device-client with one identity: the newer one is the device, the older one is disconnected (device-protocols
 * §1.7, §2.6, §5.6).
 */
public final class TakeOver {

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-take-over");
        MethodCaller caller = new MethodCaller(registered.getDeviceId());
        Watched older = open(registered, "0");
        for (int i = 1; i <= 3; i++) {
            caller.check("who", null, 200, String.valueOf(i - 1));
            Watched newer = open(registered, String.valueOf(i));
            older.becomes(IotHubConnectionStatus.DISCONNECTED);
            caller.check("who", null, 200, String.valueOf(i));
            newer.client.sendEvent(new Message("from " + i), Sender.PATIENCE);
            newer.saidNothing("the newer one stays");
            older.client.close();
            caller.check("who", null, 200, String.valueOf(i));
            older = newer;
        }
        System.exit(0);
    }

    private static Watched open(Device registered, String name) throws Exception {
        Watched device = new Watched(Hub.newClient(registered));
        device.client.setRetryPolicy(new NoRetry());
        device.client.open(false);
        device.answer(name);
        device.forget();
        return device;
    }
}
