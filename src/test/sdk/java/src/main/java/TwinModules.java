import java.util.List;
import java.util.Map;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.ModuleClient;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubPreconditionFailedException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.Module;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.Twin;

/** ModuleClient of iot-device-client and iot-service-client: a module has a twin of its own (semantics §4.1, §4.5). */
public final class TwinModules {

    public static void main(String[] args) throws Exception {
        RegistryClient registry = new RegistryClient(Hub.OWNER);
        Device registered = Hub.createDevice("java-twin-modules");
        String id = registered.getDeviceId();
        ServiceTwin ofDevice = new ServiceTwin(id);
        ServiceTwin ofModule = new ServiceTwin(id, "cam");
        Hub.fails(IotHubNotFoundException.class, ofModule::get, "getting the twin of no module");
        Module added = registry.addModule(new Module(id, "cam"));
        checkFresh(ofModule.get());

        String devicesTwin = ServiceTwin.content(ofDevice.get());
        DeviceClient deviceClient = Hub.open(registered);
        TwinDevice device = new TwinDevice(deviceClient).subscribe();
        ModuleClient client = Hub.newClient(id, added);
        client.open(false);
        TwinDevice module = new TwinDevice(client).subscribe();
        module.checkTwin(Map.of(), 1, Map.of(), 1);
        worksLikeADevices(module, ofModule);
        device.noMoreChanges("a device hears nothing of its modules");
        Hub.checkEqual(ServiceTwin.content(ofDevice.get()), devicesTwin, "the device's twin, which is another one");

        ofDevice.desire(Map.of("only", "the device"));
        device.changes(Map.of("only", "the device"), 2);
        module.noMoreChanges("a module hears nothing of its device");
        away(client, module, ofModule);
        client.close();
        registry.removeModule(id, "cam");
        Hub.fails(IotHubNotFoundException.class, ofModule::get, "getting the twin of a module that is gone");
        registry.addModule(new Module(id, "cam"));
        checkFresh(ofModule.get());
        deviceClient.close();
        System.exit(0);
    }

    private static void checkFresh(Twin twin) {
        Hub.checkEqual(twin.getModuleId(), "cam", "module id");
        Hub.checkEqual(List.of(twin.getVersion(), twin.getDesiredProperties().getVersion(), twin.getReportedProperties().getVersion()),
                List.of(2, 1, 1), "versions");
        Hub.checkEqual(twin.getETag(), Json.etagAfter(0), "etag");
        Hub.check(twin.getTags().isEmpty() && twin.getDesiredProperties().isEmpty() && twin.getReportedProperties().isEmpty(), "empty");
    }

    private static void worksLikeADevices(TwinDevice module, ServiceTwin service) throws Exception {
        Hub.checkEqual(module.report(Map.of("lens", Map.of("zoom", 2L, "gone", true))), 2, "version");
        Hub.checkEqual(module.report(Map.of("lens", Json.object("gone", null))), 3, "version");
        module.reportFails(Map.of("$x", 1L, "good", "y"), IotHubStatusCode.BAD_FORMAT);
        service.patch(Map.of("place", "roof"), Map.of("rate", Map.of("fps", 25L, "off", true)), Json.etagAfter(0));
        module.changes(Map.of("rate", Map.of("fps", 25L, "off", true)), 2);
        service.desire(Map.of("rate", Json.object("off", null)));
        module.changes(Map.of("rate", Json.object("off", null)), 3);
        Twin now = service.get();
        Hub.checkEqual(now.getTags(), Map.of("place", "roof"), "tags");
        Hub.checkEqual(now.getDesiredProperties(), Map.of("rate", Map.of("fps", 25L)), "desired properties");
        Hub.checkEqual(now.getReportedProperties(), Map.of("lens", Map.of("zoom", 2L)), "reported properties");
        Hub.checkEqual(now.getVersion(), 6, "version");
        Hub.fails(IotHubPreconditionFailedException.class, () -> service.patch(Map.of("a", 1L), Map.of(), Json.etagAfter(0)),
                "a patch with an old etag");
        service.replace(Map.of(), Map.of("y", 2L));
        module.changes(Map.of("y", 2L), 4);
        Hub.check(service.get().getTags().isEmpty(), "replaced by nothing");
    }

    private static void away(ModuleClient client, TwinDevice module, ServiceTwin service) throws Exception {
        client.close();
        service.desire(Map.of("x", 1L));
        client.open(false);
        module.subscribe();
        module.checkTwin(Map.of("x", 1L, "y", 2L), 5, Map.of("lens", Map.of("zoom", 2L)), 3);
        service.desire(Json.object("y", null));
        module.changes(Json.object("y", null), 6);
    }
}
