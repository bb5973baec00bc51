import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubUnauthorizedException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.DeviceStatus;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

/** iot-service-client: create, read, update, disable and delete a device (service-protocols §5.1-5.4). */
public final class RegistryRoundTrip {

    public static void main(String[] args) throws Exception {
        RegistryClient registry = new RegistryClient(Hub.OWNER);
        String id = "java-registry-" + System.nanoTime();
        Device wanted = new Device(id);
        Device created = registry.addDevice(wanted);
        Hub.checkEqual(created.getDeviceId(), id, "device id");
        Hub.checkEqual(created.getStatus(), DeviceStatus.Enabled, "status");
        Hub.checkEqual(created.getPrimaryKey(), wanted.getPrimaryKey(), "the key that the client made");
        Hub.check(created.getGenerationId().matches("\\d{18}"), "generation id: " + created.getGenerationId());
        Hub.fails(IotHubConflictException.class, () -> registry.addDevice(new Device(id)), "creating it again");

        Device read = registry.getDevice(id);
        Hub.checkEqual(read.getETag(), created.getETag(), "etag");
        read.setStatus(DeviceStatus.Disabled);
        Device disabled = registry.updateDevice(read);
        Hub.checkEqual(disabled.getStatus(), DeviceStatus.Disabled, "status");
        Hub.checkEqual(disabled.getPrimaryKey(), wanted.getPrimaryKey(), "the key after an update");
        Hub.checkEqual(registry.getDevice(id).getStatus(), DeviceStatus.Disabled, "status");
        Hub.fails(IotHubUnauthorizedException.class, () -> registryWithWrongKey().getDevice(id), "a wrong key");

        registry.removeDevice(id);
        Hub.fails(IotHubNotFoundException.class, () -> registry.getDevice(id), "reading what was deleted");
        Hub.fails(IotHubNotFoundException.class, () -> registry.removeDevice(id), "deleting it again");
        System.exit(0);
    }

    private static RegistryClient registryWithWrongKey() {
        String key = java.util.Base64.getEncoder().encodeToString(new byte[32]);
        return new RegistryClient(Hub.OWNER.replaceAll("SharedAccessKey=.*", "SharedAccessKey=" + key));
    }
}
