import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinConnectionState;
import com.microsoft.azure.sdk.iot.service.twin.TwinStatus;

/**
 * iot-device-client reads its twin and patches its reported properties, iot-service-client sees that at once
 * (device-protocols §1.11.2, semantics §4.1-4.4).
 */
public final class Twins {

    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-twins");
        ServiceTwin service = new ServiceTwin(registered.getDeviceId());
        checkFresh(service.get(), registered.getDeviceId());

        DeviceClient client = Hub.open(registered);
        TwinDevice device = new TwinDevice(client).subscribe();
        device.checkTwin(Map.of(), 1, Map.of(), 1);
        Hub.checkEqual(service.get().getConnectionState(), TwinConnectionState.CONNECTED.toString(), "connection state");
        patches(device, service);
        numbersStayAsTheyAre(device, service);
        deepAndLarge(device, service);
        refusals(device, service);
        client.close();
        System.exit(0);
    }

    private static void checkFresh(Twin twin, String deviceId) {
        Hub.checkEqual(twin.getDeviceId(), deviceId, "device id");
        Hub.checkEqual(twin.getVersion(), 2, "version");
        Hub.checkEqual(twin.getETag(), Json.etagAfter(0), "etag");
        Hub.checkEqual(twin.getStatus(), TwinStatus.ENABLED, "status");
        Hub.checkEqual(twin.getConnectionState(), TwinConnectionState.DISCONNECTED.toString(), "connection state");
        Hub.checkEqual(twin.getCloudToDeviceMessageCount(), 0, "messages waiting");
        Hub.check(!twin.getCapabilities().isIotEdge(), "not a gateway");
        Hub.check(twin.getTags().isEmpty() && twin.getDesiredProperties().isEmpty() && twin.getReportedProperties().isEmpty(), "empty");
        Hub.checkEqual(List.of(twin.getDesiredProperties().getVersion(), twin.getReportedProperties().getVersion()), List.of(1, 1),
                "versions of the sections");
        Hub.check(isNever(twin.getDesiredProperties().getTwinMetadata().getLastUpdated().toInstant()), "desired was never updated");
        Hub.check(isNever(twin.getReportedProperties().getTwinMetadata().getLastUpdated().toInstant()), "reported was never updated");
    }

    /** The SDK reads times by the Julian calendar that was in use in the year 1, which is two days off. */
    private static boolean isNever(Instant time) {
        return Duration.between(NEVER, time).abs().toDays() <= 2;
    }

    private static void patches(TwinDevice device, ServiceTwin service) throws Exception {
        int first = device.report(Json.object("fw", "1.0", "old", true,
                "net", Json.object("ip", "10.0.0.1", "dns", List.of("a", "b", Map.of("c", 1L)))));
        Twin twin = service.get();
        Hub.checkEqual(twin.getReportedProperties(), Json.object("fw", "1.0", "old", true,
                "net", Json.object("ip", "10.0.0.1", "dns", List.of("a", "b", Map.of("c", 1L)))), "reported properties");
        Hub.checkEqual(List.of(first, twin.getReportedProperties().getVersion(), twin.getVersion()), List.of(2, 2, 3), "versions");
        Hub.checkEqual(twin.getETag(), Json.etagAfter(0), "a device does not change the etag");
        Instant updated = twin.getReportedProperties().getTwinMetadata("fw").getLastUpdated().toInstant();
        Hub.check(Duration.between(updated, Instant.now()).abs().toSeconds() < 10, "updated now: " + updated);
        Hub.checkEqual(twin.getReportedProperties().getTwinMetadata("fw").getLastUpdatedVersion(), null, "only desired has this");

        int second = device.report(Json.object("old", null, "neverThere", null,
                "net", Json.object("ip", null, "mask", 24L, "dns", List.of("d"))));
        Map<String, Object> expected = Json.object("fw", "1.0", "net", Json.object("mask", 24L, "dns", List.of("d")));
        Hub.checkEqual(service.get().getReportedProperties(), expected, "reported properties");
        Hub.checkEqual(List.of(second, service.get().getVersion()), List.of(3, 4), "versions");
        device.checkTwin(Map.of(), 1, expected, 3);
        Hub.checkEqual(device.report(Map.of("guarded", true), 3), 4, "version after a patch of the right version");
    }

    private static void numbersStayAsTheyAre(TwinDevice device, ServiceTwin service) throws Exception {
        Map<String, Object> numbers = Map.of("whole", 5L, "real", 5.0, "small", -0.25, "least", -(1L << 52), "most", (1L << 52) - 1);
        Hub.checkEqual(device.report(Map.of("numbers", numbers)), 5, "version");
        Hub.checkEqual(service.get().getReportedProperties().get("numbers"), numbers, "numbers on the service");
        Hub.checkEqual(device.get().getReportedProperties().get("numbers"), numbers, "numbers on the device");
    }

    private static void deepAndLarge(TwinDevice device, ServiceTwin service) throws Exception {
        device.report(Map.of("deep", Json.nested(9)));
        Hub.checkEqual(device.report(Map.of("large", Json.large(31))), 7, "version");
        Twin twin = service.get();
        Hub.checkEqual(twin.getReportedProperties().get("deep"), Json.nested(9), "ten levels");
        Hub.checkEqual(twin.getReportedProperties().get("large"), Json.large(31), "31 KB");
        Hub.checkEqual(device.get().getReportedProperties(), twin.getReportedProperties(), "the same on both sides");
    }

    private static void refusals(TwinDevice device, ServiceTwin service) throws Exception {
        String before = ServiceTwin.content(service.get());
        device.reportFails(Map.of("$x", 1L, "good", "y"), IotHubStatusCode.BAD_FORMAT);
        device.reportFails(Map.of("a.b", 1L, "good", "y"), IotHubStatusCode.BAD_FORMAT);
        device.reportFails(Map.of("deep", Json.nested(10), "good", "y"), IotHubStatusCode.BAD_FORMAT);
        device.reportFails(Map.of("list", List.of(Json.object("in", null)), "good", "y"), IotHubStatusCode.BAD_FORMAT);
        device.reportFails(Map.of("long", "x".repeat(4097), "good", "y"), IotHubStatusCode.BAD_FORMAT);
        device.reportFails(Map.of("integer", 1L << 52, "good", "y"), IotHubStatusCode.BAD_FORMAT);
        device.reportFails(Map.of("another", Json.large(33)), IotHubStatusCode.REQUEST_ENTITY_TOO_LARGE);
        device.reportFails(Map.of("another", Json.large(2)), IotHubStatusCode.REQUEST_ENTITY_TOO_LARGE);
        var stale = Hub.fails(IotHubClientException.class, () -> device.report(Map.of("good", "y"), 6), "a patch of an older version");
        Hub.checkEqual(stale.getStatusCode(), IotHubStatusCode.PRECONDITION_FAILED, "status for an older version");
        Hub.checkEqual(ServiceTwin.content(service.get()), before, "after refused patches");
        Hub.checkEqual(device.report(Json.object("large", null, "another", Json.large(2))), 8, "the connection goes on, there is room");
    }
}
