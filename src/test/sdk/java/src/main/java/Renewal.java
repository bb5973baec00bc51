import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/**
 * iot-device-client puts a new token on the connection that it has, over AMQP, while everything goes on and no link does not stay
 * (device-protocols §2.4, §4.4). Over MQTT it waits for the hub to cut the connection.
 */
public final class Renewal {

    private static final int LIFE = 4; // seconds, of which the SDK lets 85 % pass
    private static final int RENEWALS = 3;

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-renewal");
        String id = registered.getDeviceId();
        AtomicInteger tokens = new AtomicInteger();
        String host = Hub.OWNER.split(";")[0].substring("HostName=".length());
        Watched device = new Watched(new DeviceClient(host, id, () -> next(registered, tokens), Hub.TRANSPORT));
        Inbox inbox = new Inbox(device.client);
        device.client.open(false);
        TwinDevice twin = new TwinDevice(device.client).subscribe();
        device.answer("here");
        device.forget();
        MethodCaller caller = new MethodCaller(id);
        ServiceTwin service = new ServiceTwin(id);
        int first = tokens.get();
        try (Sender sender = new Sender(id)) {
            for (int i = 0; tokens.get() < first + RENEWALS; i++) {
                device.client.sendEvent(new Message("event " + i), Sender.PATIENCE);
                sender.send("message " + i);
                inbox.bodies(List.of("message " + i), "a message");
                caller.check("where", null, 200, "here");
                service.desire(Map.of("i", (long) i));
                twin.changes(Map.of("i", (long) i), i + 2);
            }
            sender.awaitEmpty();
        }
        device.saidNothing("the connection stays");
        device.client.close();
        System.exit(0);
    }

    private static char[] next(Device registered, AtomicInteger tokens) {
        tokens.incrementAndGet();
        try {
            return Credentials.token(registered.getDeviceId(), registered.getPrimaryKey(), "", LIFE).toCharArray();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
