import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.EventHubProperties;
import com.azure.messaging.eventhubs.PartitionProperties;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/**
 * iot-device-client sends, azure-messaging-eventhubs asks $management before it has authorised anything by CBS and
 * then reads: every property arrives (device-protocols §1.9, §3.2, service-protocols §7.3, §7.4, §7.7).
 */
public final class Telemetry {

    /** A header has no blank in its name. */
    private static final String ALERT = Hub.IS_HTTPS ? "tempAlert" : "temp alert";
    private static final Map<String, Object> PROPERTIES = Map.of(ALERT, "a b+c&d=é", "level", "3");

    public static void main(String[] args) throws Exception {
        Device device = Hub.createDevice("java-telemetry");
        Instant sentAt = Instant.now();
        DeviceClient client = Hub.open(device);
        client.sendEvent(fullMessage());
        client.sendEvent(new Message(new byte[] { 0, 1, -2, -1 }));
        client.close();

        EventHubConsumerClient consumer = Hub.eventHub().buildConsumerClient();
        EventHubProperties hub = consumer.getEventHubProperties(); // the first thing on the connection
        Hub.checkEqual(List.copyOf(consumer.getPartitionIds().stream().toList()), List.of("0", "1", "2", "3"), "partition ids");
        Hub.checkEqual(hub.getName(), "nave", "event hub name");
        Hub.check(hub.getCreatedAt().isBefore(Instant.now()), "created at " + hub.getCreatedAt());
        String partition = Hub.partitionOf(consumer, device.getDeviceId());
        List<PartitionEvent> all = Hub.readAll(consumer, partition);
        List<EventData> ours = all.stream().filter(event -> Hub.isFrom(event, device.getDeviceId())).map(PartitionEvent::getData)
                .toList();
        Hub.checkEqual(ours.size(), 2, "messages");
        checkFull(ours.get(0));
        checkStamps(ours.get(0), device, sentAt);
        Hub.checkEqual(List.of(ours.get(1).getBody()[2], ours.get(1).getBody()[3]), List.of((byte) -2, (byte) -1), "binary body");
        checkPartition(consumer.getPartitionProperties(partition), all.get(all.size() - 1).getData());
        System.exit(0);
    }

    private static Message fullMessage() {
        Message message = new Message("{\"temperature\":21.5}");
        message.setMessageId("id-1");
        message.setCorrelationId("c-1");
        message.setContentType("application/json");
        message.setContentEncoding("utf-8");
        PROPERTIES.forEach((name, value) -> message.setProperty(name, (String) value));
        return message;
    }

    private static void checkFull(EventData event) {
        Hub.checkEqual(event.getBodyAsString(), "{\"temperature\":21.5}", "body");
        Hub.checkEqual(event.getMessageId(), "id-1", "message id");
        Hub.checkEqual(event.getCorrelationId(), "c-1", "correlation id");
        Hub.checkEqual(event.getContentType(), "application/json", "content type");
        Hub.checkEqual(event.getRawAmqpMessage().getProperties().getContentEncoding(), "utf-8", "content encoding");
        Hub.checkEqual(event.getProperties(), PROPERTIES, "application properties");
    }

    private static void checkStamps(EventData event, Device device, Instant sentAt) {
        Map<String, Object> system = event.getSystemProperties();
        Hub.checkEqual(system.get("iothub-connection-auth-generation-id"), device.getGenerationId(), "generation id");
        Hub.checkEqual(system.get("iothub-connection-auth-method"),
                "{\"scope\":\"device\",\"type\":\"sas\",\"issuer\":\"iothub\",\"acceptingIpFilterRule\":null}", "auth method");
        Hub.checkEqual(system.get("iothub-message-source"), "Telemetry", "message source");
        Hub.check(system.get("iothub-enqueuedtime") != null, "iothub-enqueuedtime is there");
        Hub.check(event.getEnqueuedTime().isAfter(sentAt.minusSeconds(1)) && event.getEnqueuedTime().isBefore(Instant.now().plusSeconds(1)),
                "enqueued now: " + event.getEnqueuedTime());
    }

    private static void checkPartition(PartitionProperties partition, EventData last) {
        Hub.checkEqual(partition.getBeginningSequenceNumber(), 0L, "first sequence number");
        Hub.checkEqual(partition.getLastEnqueuedSequenceNumber(), last.getSequenceNumber(), "last sequence number");
        Hub.checkEqual(partition.getLastEnqueuedOffset(), last.getOffsetString(), "last offset");
        Hub.checkEqual(partition.getLastEnqueuedTime(), last.getEnqueuedTime(), "last enqueued time");
        Hub.check(!partition.isEmpty(), "not empty");
    }
}
