import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

public class ReadmeExample {
    public static void main(String[] args) throws Exception {
        String hub = System.getenv("IOTHUB_CONNECTION_STRING"), eventHub = System.getenv("EVENTHUB_CONNECTION_STRING");
        Device device = new RegistryClient(hub).addDevice(new Device("sensor-" + System.currentTimeMillis()));
        String connectionString = hub.split(";")[0] + ";DeviceId=" + device.getDeviceId() + ";SharedAccessKey=" + device.getPrimaryKey();
        DeviceClient client = new DeviceClient(connectionString, IotHubClientProtocol.MQTT);
        client.open(false);
        client.sendEvent(new Message("{\"temperature\":21.5}"));
        new EventHubClientBuilder().connectionString(eventHub).consumerGroup("$Default").buildAsyncConsumerClient().receive(true)
                .doOnNext(e -> System.out.println(e.getData().getSystemProperties().get("iothub-connection-device-id") + " "
                        + e.getData().getBodyAsString())).blockLast();
    }
}
