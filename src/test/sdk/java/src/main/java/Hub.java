import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.AmqpTransportType;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.ModuleClient;
import com.microsoft.azure.sdk.iot.service.messaging.IotHubServiceClientProtocol;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.Module;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

/** The hub under test as the programs here see it: connection strings from the environment, and a few checks. */
final class Hub {

    static final String OWNER = System.getenv("IOTHUB_CONNECTION_STRING");
    static final String EVENT_HUB = System.getenv("EVENTHUB_CONNECTION_STRING");
    /** How devices connect: MQTT, MQTT_WS, AMQPS, AMQPS_WS or HTTPS. */
    static final IotHubClientProtocol TRANSPORT = IotHubClientProtocol
            .valueOf(Objects.requireNonNullElse(System.getenv("DEVICE_TRANSPORT"), "MQTT"));
    static final boolean IS_AMQP = TRANSPORT == IotHubClientProtocol.AMQPS || TRANSPORT == IotHubClientProtocol.AMQPS_WS;
    static final boolean IS_HTTPS = TRANSPORT == IotHubClientProtocol.HTTPS;
    /** How back ends connect. */
    static final IotHubServiceClientProtocol SERVICE_TRANSPORT = "amqp-ws".equals(System.getenv("SERVICE_TRANSPORT"))
            ? IotHubServiceClientProtocol.AMQPS_WS : IotHubServiceClientProtocol.AMQPS;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Hub() {
    }

    static Device createDevice(String prefix) throws Exception {
        return new RegistryClient(OWNER).addDevice(new Device(prefix + "-" + System.nanoTime()));
    }

    static DeviceClient open(Device device) throws Exception {
        DeviceClient client = newClient(device);
        client.open(false);
        return client;
    }

    /** Not open yet. */
    static DeviceClient newClient(Device device) {
        return new DeviceClient(OWNER.split(";")[0] + ";DeviceId=" + device.getDeviceId() + ";SharedAccessKey="
                + device.getPrimaryKey(), TRANSPORT);
    }

    /** The same for a module of a device. */
    static ModuleClient newClient(String deviceId, Module module) {
        return new ModuleClient(OWNER.split(";")[0] + ";DeviceId=" + deviceId + ";ModuleId=" + module.getId()
                + ";SharedAccessKey=" + module.getPrimaryKey(), TRANSPORT);
    }

    static EventHubClientBuilder eventHub() {
        return new EventHubClientBuilder().connectionString(EVENT_HUB).consumerGroup("$Default")
                .transportType(SERVICE_TRANSPORT == IotHubServiceClientProtocol.AMQPS ? AmqpTransportType.AMQP
                        : AmqpTransportType.AMQP_WEB_SOCKETS)
                .retryOptions(new AmqpRetryOptions().setMaxRetries(1).setTryTimeout(PATIENCE));
    }

    /** Up to that many events of a partition; fewer only when no more come for that long. */
    static List<PartitionEvent> read(EventHubConsumerClient consumer, String partition, int count, EventPosition position,
            Duration patience) {
        List<PartitionEvent> events = new ArrayList<>();
        consumer.receiveFromPartition(partition, count, position, patience).forEach(events::add);
        return events;
    }

    /** Everything in a partition, from the earliest event to the last one now. */
    static List<PartitionEvent> readAll(EventHubConsumerClient consumer, String partition) {
        var properties = consumer.getPartitionProperties(partition);
        int count = properties.isEmpty() ? 0 : (int) properties.getLastEnqueuedSequenceNumber() + 1;
        return count == 0 ? List.of() : read(consumer, partition, count, EventPosition.earliest(), PATIENCE);
    }

    /** The partition that holds a device's events. */
    static String partitionOf(EventHubConsumerClient consumer, String deviceId) {
        for (String partition : consumer.getPartitionIds()) {
            if (readAll(consumer, partition).stream().anyMatch(event -> isFrom(event, deviceId))) {
                return partition;
            }
        }
        throw new AssertionError("No partition holds an event of " + deviceId);
    }

    static boolean isFrom(PartitionEvent event, String deviceId) {
        return deviceId.equals(event.getData().getSystemProperties().get("iothub-connection-device-id"));
    }

    static void checkEqual(Object actual, Object expected, String what) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(what + ": expected <" + expected + "> but was <" + actual + ">");
        }
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Fails unless the action fails with that type. */
    static <T extends Throwable> T fails(Class<T> type, Action action, String what) {
        try {
            action.run();
        } catch (Throwable e) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
            throw new AssertionError(what + " failed with another exception", e);
        }
        throw new AssertionError(what + " did not fail");
    }

    /** Waits until it holds; fails when it does not in time. */
    static void await(Condition condition, String what) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            check(Instant.now().isBefore(deadline), "waited " + PATIENCE + " for " + what);
            Thread.sleep(20);
        }
    }

    interface Action {
        void run() throws Throwable;
    }

    interface Condition {
        boolean holds() throws Exception;
    }
}
