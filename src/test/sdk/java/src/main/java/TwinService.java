import java.util.List;
import java.util.Map;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubPreconditionFailedException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.twin.Twin;

/**
 * iot-service-client patches and replaces tags and desired properties, iot-device-client hears of what concerns it
 * (service-protocols §5.9, §14.3, §14.4, semantics §4.3-4.5).
 */
public final class TwinService {

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-twin-service");
        ServiceTwin service = new ServiceTwin(registered.getDeviceId());
        DeviceClient client = Hub.open(registered);
        TwinDevice device = new TwinDevice(client).subscribe();
        tagsAreTheServices(device, service);
        desiredReachesTheDevice(device, service);
        changesKeepTheirOrder(device, service);
        stringsStayAsTheyAre(device, service);
        etagsGuard(device, service);
        replaces(device, service);
        refusals(device, service);
        client.close();
        System.exit(0);
    }

    private static void tagsAreTheServices(TwinDevice device, ServiceTwin service) throws Exception {
        Twin tagged = service.tag(Json.object("site", "S1", "place", Json.object("floor", 1L, "room", "a")));
        Hub.checkEqual(tagged.getETag(), Json.etagAfter(1), "etag");
        Hub.checkEqual(List.of(tagged.getVersion(), tagged.getDesiredProperties().getVersion()), List.of(3, 1), "versions");
        service.tag(Json.object("place", Json.object("room", null, "wing", "w"), "gone", null));
        Hub.checkEqual(service.get().getTags(), Json.object("site", "S1", "place", Json.object("floor", 1L, "wing", "w")), "tags");
        device.checkTwin(Map.of(), 1, Map.of(), 1);
        device.noMoreChanges("a device hears nothing of tags");
    }

    private static void desiredReachesTheDevice(TwinDevice device, ServiceTwin service) throws Exception {
        Map<String, Object> first = Json.object("interval", 30L, "on", true,
                "net", Json.object("ip", "10.0.0.1", "dns", List.of("a", "b")));
        Twin answered = service.desire(first);
        device.changes(first, 2);
        Hub.checkEqual(answered.getDesiredProperties(), first, "desired properties");
        Hub.checkEqual(List.of(answered.getVersion(), answered.getDesiredProperties().getVersion()), List.of(5, 2), "versions");
        Hub.checkEqual(answered.getETag(), Json.etagAfter(3), "etag");
        Hub.checkEqual(answered.getTags().size(), 2, "tags that were not given stay");

        Map<String, Object> second = Json.object("on", null, "neverThere", null,
                "net", Json.object("ip", null, "dns", List.of("c"), "mask", 24L));
        service.desire(second);
        device.changes(second, 3); // exactly the patch, with its nulls
        Map<String, Object> expected = Json.object("interval", 30L, "net", Json.object("dns", List.of("c"), "mask", 24L));
        Twin now = service.get();
        Hub.checkEqual(now.getDesiredProperties(), expected, "desired properties");
        Hub.checkEqual(now.getDesiredProperties().getTwinMetadata().getLastUpdatedVersion(), 3, "version of the section");
        Hub.checkEqual(now.getDesiredProperties().getTwinMetadata("net").getLastUpdatedVersion(), 3, "version of net");
        Hub.checkEqual(now.getDesiredProperties().getTwinMetadata("interval").getLastUpdatedVersion(), 2, "version of interval");
        device.checkTwin(expected, 3, Map.of(), 1);
    }

    private static void changesKeepTheirOrder(TwinDevice device, ServiceTwin service) throws Exception {
        service.desire(Map.of("interval", 30L)); // an equal value is a change too
        device.changes(Map.of("interval", 30L), 4);
        for (long i = 0; i < 20; i++) {
            service.desire(Map.of("interval", i));
        }
        for (int i = 0; i < 20; i++) {
            device.changes(Map.of("interval", (long) i), 5 + i);
        }
        device.noMoreChanges("each change once");
    }

    private static void stringsStayAsTheyAre(TwinDevice device, ServiceTwin service) throws Exception {
        service.patch(Map.of("strings", Json.STRINGS), Map.of("strings", Json.STRINGS), null);
        device.changes(Map.of("strings", Json.STRINGS), 25);
        device.report(Map.of("strings", Json.STRINGS));
        Twin twin = service.get();
        for (Object strings : List.of(twin.getTags().get("strings"), twin.getDesiredProperties().get("strings"),
                twin.getReportedProperties().get("strings"), device.get().getDesiredProperties().get("strings"))) {
            Hub.checkEqual(strings, Json.STRINGS, "strings");
        }
    }

    private static void etagsGuard(TwinDevice device, ServiceTwin service) throws Exception {
        String before = service.get().getETag();
        String after = service.patch(Map.of("by", "me"), Map.of(), before).getETag();
        Hub.fails(IotHubPreconditionFailedException.class, () -> service.patch(Map.of("by", "you"), Map.of("by", "you"), before),
                "a patch with an old etag");
        Hub.fails(IotHubPreconditionFailedException.class, () -> service.replace(Map.of("by", "you"), Map.of(), before),
                "a replacement with an old etag");
        Hub.checkEqual(service.get().getTags().get("by"), "me", "who wrote");
        service.patch(Map.of("by", "me again"), Map.of(), "\"" + after + "\"");
        Hub.checkEqual(service.patch(Map.of("by", "anyone"), Map.of(), "*").getTags().get("by"), "anyone", "who wrote");
        device.noMoreChanges("a refused patch is not told");
    }

    private static void replaces(TwinDevice device, ServiceTwin service) throws Exception {
        Twin before = service.get();
        Map<String, Object> desired = Json.object("y", Json.object("z", 2L), "absent", null);
        Twin replaced = service.replace(Map.of("a", "1"), desired, before.getETag());
        device.changes(Map.of("y", Map.of("z", 2L)), 26);
        Hub.checkEqual(replaced.getTags(), Map.of("a", "1"), "tags");
        Hub.checkEqual(replaced.getDesiredProperties(), Map.of("y", Map.of("z", 2L)), "desired properties");
        Hub.checkEqual(replaced.getReportedProperties(), before.getReportedProperties(), "a service does not touch these");
        Hub.checkEqual(replaced.getVersion(), before.getVersion() + 1, "version");
        service.replace(Map.of(), Map.of());
        device.changes(Map.of(), 27);
        Hub.check(service.get().getTags().isEmpty() && service.get().getDesiredProperties().isEmpty(), "replaced by nothing");
    }

    private static void refusals(TwinDevice device, ServiceTwin service) throws Exception {
        String before = ServiceTwin.content(service.get());
        List<Map<String, Object>> wrongs = List.of(Map.of("$x", 1L, "good", "y"), Map.of("deep", Json.nested(10)),
                Map.of("list", List.of(Json.object("in", null))), Map.of("long", "x".repeat(4097)), Map.of("big", 1L << 52));
        for (Map<String, Object> wrong : wrongs) {
            Hub.fails(IotHubBadFormatException.class, () -> service.desire(wrong), "desiring " + wrong.keySet());
            Hub.fails(IotHubBadFormatException.class, () -> service.patch(wrong, Map.of("good", "y"), null), "tagging " + wrong.keySet());
        }
        var desired = Hub.fails(IotHubException.class, () -> service.desire(Json.large(33)), "33 KB of desired properties");
        Hub.check(desired.getMessage().contains("'Properties.Desired' size should be less than 32768 bytes."), desired.getMessage());
        var tags = Hub.fails(IotHubException.class, () -> service.tag(Json.large(9)), "9 KB of tags");
        Hub.check(tags.getMessage().contains("'Tags' size should be less than 8192 bytes."), tags.getMessage());
        device.noMoreChanges("a refused patch is not told");
        Hub.checkEqual(ServiceTwin.content(service.get()), before, "after refused patches");
        Hub.fails(IotHubNotFoundException.class, () -> new ServiceTwin("nosuch").get(), "getting the twin of no device");
        Hub.fails(IotHubNotFoundException.class, () -> new ServiceTwin("nosuch").tag(Map.of("a", 1L)), "patching the twin of no device");
    }
}
