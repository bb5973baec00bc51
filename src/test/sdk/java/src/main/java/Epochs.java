import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.ReceiveOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/** azure-messaging-eventhubs with owner levels: the same or a higher one cuts the older reader off (service-protocols §7.8). */
public final class Epochs {

    public static void main(String[] args) throws Exception {
        Device device = Hub.createDevice("java-epochs");
        DeviceClient client = Hub.open(device);
        client.sendEvent(new Message("first"));
        String partition = Hub.partitionOf(Hub.eventHub().buildConsumerClient(), device.getDeviceId());

        Reader older = new Reader(partition, 1);
        older.awaitEvent(device.getDeviceId());
        Reader newer = new Reader(partition, 2);
        newer.awaitEvent(device.getDeviceId());
        older.awaitStolen();
        Reader equal = new Reader(partition, 2);
        equal.awaitEvent(device.getDeviceId());
        newer.awaitStolen();
        Reader lower = new Reader(partition, 1);
        lower.awaitStolen();
        Hub.check(!equal.failure.isDone(), "who came with a lower level disturbed nobody");
        System.exit(0);
    }

    /** A reader with an owner level: the ids of the devices it has heard of, and how it ended. */
    private static final class Reader {
        private final List<Object> devices = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

        Reader(String partition, long ownerLevel) {
            Hub.eventHub().buildAsyncConsumerClient()
                    .receiveFromPartition(partition, EventPosition.earliest(), new ReceiveOptions().setOwnerLevel(ownerLevel))
                    .subscribe(event -> devices.add(event.getData().getSystemProperties().get("iothub-connection-device-id")),
                            failure::complete);
        }

        void awaitEvent(String device) throws Exception {
            for (long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15); !devices.contains(device);) {
                Hub.check(System.nanoTime() < deadline, "a reader gets events: " + failure);
                Thread.sleep(20);
            }
        }

        void awaitStolen() throws Exception {
            Throwable error = failure.get(15, TimeUnit.SECONDS);
            Hub.check(error instanceof AmqpException e && e.getErrorCondition() == AmqpErrorCondition.LINK_STOLEN,
                    "cut off with amqp:link:stolen, not " + error);
        }
    }
}
