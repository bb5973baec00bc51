import java.util.List;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

/**
 * iot-device-client sends batches, which it does over HTTPS only, and hears of refusals in its own exceptions (device-protocols §3.3, §3.7).
 */
public final class Batch {

    public static void main(String[] args) throws Exception {
        Device device = Hub.createDevice("java-batch");
        DeviceClient client = Hub.open(device);
        Message first = new Message("one");
        first.setMessageId("id-1");
        first.setContentType("text/plain");
        first.setContentEncoding("utf-8");
        first.setProperty("tempAlert", "a b+c&d=é");
        client.sendEvents(List.of(first, new Message("two"), new Message(new byte[] { 0, -1 })));
        client.close();

        EventHubConsumerClient consumer = Hub.eventHub().buildConsumerClient();
        List<EventData> events = Hub.readAll(consumer, Hub.partitionOf(consumer, device.getDeviceId())).stream()
                .filter(event -> Hub.isFrom(event, device.getDeviceId())).map(PartitionEvent::getData).toList();
        Hub.checkEqual(events.size(), 3, "messages");
        Hub.checkEqual(events.get(0).getBodyAsString(), "one", "body");
        Hub.checkEqual(events.get(0).getMessageId(), "id-1", "message id");
        Hub.checkEqual(events.get(0).getContentType(), "text/plain", "content type");
        Hub.checkEqual(events.get(0).getProperties().get("tempAlert"), "a b+c&d=é", "application property");
        Hub.checkEqual(events.get(1).getBodyAsString(), "two", "body");
        Hub.checkEqual(List.of(events.get(2).getBody()[0], events.get(2).getBody()[1]), List.of((byte) 0, (byte) -1), "binary body");

        new RegistryClient(Hub.OWNER).removeDevice(device.getDeviceId());
        Hub.fails(IotHubClientException.class, () -> Hub.open(device).sendEvent(new Message("of nobody")), "a device that is gone");
        System.exit(0);
    }
}
