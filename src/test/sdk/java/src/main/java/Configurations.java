import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.service.configurations.Configuration;
import com.microsoft.azure.sdk.iot.service.configurations.ConfigurationContent;
import com.microsoft.azure.sdk.iot.service.configurations.ConfigurationMetrics;
import com.microsoft.azure.sdk.iot.service.configurations.ConfigurationsClient;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.ConfigurationStatus;
import com.microsoft.azure.sdk.iot.service.twin.DeviceCapabilities;
import com.microsoft.azure.sdk.iot.service.twin.Twin;

/**
 * iot-service-client keeps automatic configurations and deploys to an Edge device, iot-device-client hears of what they set
 * (service-protocols §5.15, semantics §7.2).
 */
public final class Configurations {

    private static final ConfigurationsClient CONFIGURATIONS = new ConfigurationsClient(Hub.OWNER);

    public static void main(String[] args) throws Exception {
        deviceFollows();
        edgeDeviceIsDeployedTo();
        System.exit(0);
    }

    private static void deviceFollows() throws Exception {
        Device registered = Hub.createDevice("java-cfg");
        String id = registered.getDeviceId();
        ServiceTwin service = new ServiceTwin(id);
        service.tag(Json.object("rollout", id));
        DeviceClient client = Hub.open(registered);
        TwinDevice device = new TwinDevice(client).subscribe();

        Configuration created = CONFIGURATIONS.create(configuration(id));
        Hub.check(!created.getEtag().isEmpty(), "an etag");
        Hub.checkEqual(created.getPriority(), 10, "priority");
        Hub.fails(IotHubConflictException.class, () -> CONFIGURATIONS.create(configuration(id)), "creating it again");
        device.changes(Json.object("interval", 30L, "chiller", Json.object("temperature", 38L)), 2);
        Twin twin = service.get();
        Hub.checkEqual(twin.getConfigurations().get(id).getStatus(), ConfigurationStatus.APPLIED, "status");
        Hub.checkEqual(twin.getDesiredProperties().getTwinMetadata("interval").getLastUpdatedBy(), id, "who wrote it");

        Configuration read = CONFIGURATIONS.get(id);
        Hub.checkEqual(read.getSystemMetrics().getResults().get("appliedCount"), 1L, "applied");
        Hub.checkEqual(read.getMetrics().getResults().get("mine"), 1L, "a metric of its own");
        Hub.check(CONFIGURATIONS.get(100).stream().anyMatch(one -> one.getId().equals(id)), "it is listed");
        read.setPriority(11);
        Hub.checkEqual(CONFIGURATIONS.replace(read).getPriority(), 11, "priority");

        CONFIGURATIONS.delete(id);
        Hub.fails(IotHubNotFoundException.class, () -> CONFIGURATIONS.get(id), "reading what was deleted");
        device.changes(Json.object("interval", null, "chiller", null), 3);
        client.close();
    }

    private static Configuration configuration(String id) {
        ConfigurationContent content = new ConfigurationContent();
        content.setDeviceContent(Json.object("properties.desired.interval", 30L,
                "properties.desired.chiller", Json.object("temperature", 38L)));
        ConfigurationMetrics metrics = new ConfigurationMetrics();
        metrics.setQueries(new HashMap<>(Map.of("mine", "SELECT deviceId FROM devices WHERE deviceId = '" + id + "'")));
        Configuration configuration = new Configuration(id);
        configuration.setContent(content);
        configuration.setMetrics(metrics);
        configuration.setLabels(new HashMap<>(Map.of("env", "test")));
        configuration.setPriority(10);
        configuration.setTargetCondition("tags.rollout='" + id + "'");
        return configuration;
    }

    private static void edgeDeviceIsDeployedTo() throws Exception {
        RegistryClient registry = new RegistryClient(Hub.OWNER);
        String id = "java-edge-" + System.nanoTime();
        Device edge = new Device(id);
        DeviceCapabilities capabilities = new DeviceCapabilities();
        capabilities.setIotEdge(true);
        edge.setCapabilities(capabilities);
        registry.addDevice(edge);

        Map<String, Map<String, Object>> modules = new HashMap<>();
        modules.put("$edgeAgent", Json.object("properties.desired",
                Json.object("modules", Json.object("sensor", Json.object("version", "1.0")))));
        modules.put("sensor", Json.object("properties.desired", Json.object("rate", 5L)));
        ConfigurationContent content = new ConfigurationContent();
        content.setModulesContent(modules);
        CONFIGURATIONS.applyConfigurationContentOnDevice(id, content);
        List<String> names = registry.getModulesOnDevice(id).stream().map(module -> module.getId()).sorted().toList();
        Hub.checkEqual(names, List.of("$edgeAgent", "$edgeHub", "sensor"), "modules");

        ConfigurationContent forDevices = new ConfigurationContent();
        forDevices.setDeviceContent(Json.object("properties.desired.a", 1L));
        Hub.fails(IotHubBadFormatException.class, () -> CONFIGURATIONS.applyConfigurationContentOnDevice(id, forDevices),
                "content for devices");
    }
}
