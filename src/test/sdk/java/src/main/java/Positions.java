import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/** azure-messaging-eventhubs reads from every kind of position, and gets exactly the events that belong to it (service-protocols §7.6). */
public final class Positions {

    private static final int MESSAGES = 12;
    private static final Duration QUIET = Duration.ofSeconds(2);

    public static void main(String[] args) throws Exception {
        Device device = Hub.createDevice("java-positions");
        DeviceClient client = Hub.open(device);
        for (int i = 0; i < MESSAGES; i++) {
            client.sendEvent(new Message("message " + i));
        }
        EventHubConsumerClient consumer = Hub.eventHub().buildConsumerClient();
        String partition = Hub.partitionOf(consumer, device.getDeviceId());
        List<EventData> all = Hub.readAll(consumer, partition).stream().map(PartitionEvent::getData).toList();
        for (int i = 0; i < all.size(); i++) {
            Hub.checkEqual(all.get(i).getSequenceNumber(), (long) i, "sequence numbers from 0 without a gap");
        }
        int middle = all.size() - MESSAGES / 2;
        EventData event = all.get(middle);
        List<EventData> after = all.subList(middle + 1, all.size());
        List<EventData> from = all.subList(middle, all.size());
        List<EventData> later = all.stream().filter(e -> e.getEnqueuedTime().isAfter(event.getEnqueuedTime())).toList();
        reads(consumer, partition, EventPosition.fromOffsetString(event.getOffsetString()), after, "after an offset");
        reads(consumer, partition, EventPosition.fromSequenceNumber(event.getSequenceNumber()), after, "after a sequence number");
        reads(consumer, partition, EventPosition.fromSequenceNumber(event.getSequenceNumber(), true), from, "from a sequence number");
        reads(consumer, partition, EventPosition.fromEnqueuedTime(event.getEnqueuedTime()), later, "after a time");
        latestReadsOnlyWhatComes(partition, client, all.get(all.size() - 1).getSequenceNumber());
        System.exit(0);
    }

    /** Asks for one event more than there should be, so that one too many is seen. */
    private static void reads(EventHubConsumerClient consumer, String partition, EventPosition position, List<EventData> expected,
            String what) {
        List<Long> actual = Hub.read(consumer, partition, expected.size() + 1, position, QUIET).stream()
                .map(event -> event.getData().getSequenceNumber()).toList();
        Hub.checkEqual(actual, expected.stream().map(EventData::getSequenceNumber).toList(), what);
    }

    private static void latestReadsOnlyWhatComes(String partition, DeviceClient client, long lastBefore) throws Exception {
        EventHubConsumerAsyncClient consumer = Hub.eventHub().buildAsyncConsumerClient();
        List<EventData> events = new CopyOnWriteArrayList<>();
        consumer.receiveFromPartition(partition, EventPosition.latest()).subscribe(event -> events.add(event.getData()));
        Instant deadline = Instant.now().plusSeconds(20);
        int sent = 0;
        while (events.size() < 5) { // the reader has attached when the first of these reaches it
            Hub.check(Instant.now().isBefore(deadline), "events arrive at latest, " + events.size() + " of " + sent + " so far");
            client.sendEvent(new Message("later " + sent++));
        }
        for (int i = 0; i < events.size(); i++) {
            Hub.check(events.get(i).getSequenceNumber() > lastBefore, "nothing from before");
            Hub.checkEqual(events.get(i).getSequenceNumber(), events.get(0).getSequenceNumber() + i, "no gap");
        }
    }
}
