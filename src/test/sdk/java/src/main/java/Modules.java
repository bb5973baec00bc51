import java.util.List;

import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.ModuleClient;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.Module;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.registry.RegistryStatistics;

/** iot-service-client and iot-device-client: modules and statistics (service-protocols §5.7, §5.12). */
public final class Modules {

    public static void main(String[] args) throws Exception {
        RegistryClient registry = new RegistryClient(Hub.OWNER);
        Device device = Hub.createDevice("java-modules");
        String id = device.getDeviceId();
        Module module = registry.addModule(new Module(id, "cam"));
        Hub.checkEqual(module.getId(), "cam", "module id");
        Hub.fails(IotHubConflictException.class, () -> registry.addModule(new Module(id, "cam")), "creating it again");
        Hub.checkEqual(registry.getModule(id, "cam").getETag(), module.getETag(), "etag");
        Hub.checkEqual(registry.getModulesOnDevice(id).size(), 1, "modules");
        Module updated = registry.updateModule(module);
        Hub.checkEqual(updated.getPrimaryKey(), module.getPrimaryKey(), "the key after an update");

        send(id, module);
        List<PartitionEvent> events = eventsOf(id);
        Hub.checkEqual(events.get(events.size() - 1).getData().getSystemProperties().get("iothub-connection-module-id"), "cam", "module");
        Hub.checkEqual(events.get(events.size() - 1).getData().getBodyAsString(), "from a module", "body");

        registry.removeModule(id, "cam");
        Hub.fails(IotHubNotFoundException.class, () -> registry.getModule(id, "cam"), "reading what was deleted");
        RegistryStatistics statistics = registry.getStatistics();
        Hub.check(statistics.getTotalDeviceCount() > 0, "total");
        Hub.checkEqual(statistics.getEnabledDeviceCount() + statistics.getDisabledDeviceCount(),
                statistics.getTotalDeviceCount(), "enabled and disabled devices");
        System.exit(0);
    }

    private static void send(String id, Module module) throws Exception {
        ModuleClient client = new ModuleClient(Hub.OWNER.split(";")[0] + ";DeviceId=" + id + ";ModuleId=cam;SharedAccessKey="
                + module.getPrimaryKey(), Hub.TRANSPORT);
        client.open(false);
        client.setMessageCallback((message, context) -> null, null);
        client.sendEvent(new Message("from a module"), "out1");
        client.close();
    }

    private static List<PartitionEvent> eventsOf(String id) {
        try (EventHubConsumerClient consumer = Hub.eventHub().buildConsumerClient()) {
            return Hub.readAll(consumer, Hub.partitionOf(consumer, id)).stream().filter(e -> Hub.isFrom(e, id)).toList();
        }
    }
}
