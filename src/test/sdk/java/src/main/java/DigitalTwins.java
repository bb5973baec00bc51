import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.service.digitaltwin.DigitalTwinClient;
import com.microsoft.azure.sdk.iot.service.digitaltwin.UpdateOperationUtility;
import com.microsoft.azure.sdk.iot.service.digitaltwin.models.DigitalTwinUpdateRequestOptions;
import com.microsoft.azure.sdk.iot.service.digitaltwin.serialization.BasicDigitalTwin;
import com.microsoft.azure.sdk.iot.service.digitaltwin.serialization.WritableProperty;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.rest.RestException;
import com.microsoft.rest.ServiceResponseWithHeaders;

/**
 * DigitalTwinClient of iot-service-client and a device that names its model: the same twin in the words of IoT Plug and Play
 * (service-protocols §5.17, semantics §4.6).
 */
public final class DigitalTwins {

    private static final String MODEL = "dtmi:com:example:TemperatureController;1";
    private static final DigitalTwinClient DIGITAL_TWINS = new DigitalTwinClient(Hub.OWNER);

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-digital-twins");
        String id = registered.getDeviceId();
        ServiceTwin service = new ServiceTwin(id);
        DeviceClient client = new DeviceClient(Hub.OWNER.split(";")[0] + ";DeviceId=" + id + ";SharedAccessKey="
                + registered.getPrimaryKey(), Hub.TRANSPORT, ClientOptions.builder().modelId(MODEL).build());
        client.open(false);
        TwinDevice device = new TwinDevice(client).subscribe();
        checkFresh(id, service);
        changesReachTheDevice(id, device, service);
        acknowledgementsAreTold(id, device);
        otherOperations(id, device);
        Hub.checkEqual(DIGITAL_TWINS.getDigitalTwinWithResponse("nosuch", BasicDigitalTwin.class).response().code(), 404,
                "status for no device, of which this SDK makes no exception");
        client.close();
        System.exit(0);
    }

    private static void checkFresh(String id, ServiceTwin service) throws Exception {
        Hub.checkEqual(service.get().getModelId(), MODEL, "model of the twin");
        var fresh = DIGITAL_TWINS.getDigitalTwinWithResponse(id, BasicDigitalTwin.class);
        Hub.checkEqual(fresh.body().getId(), id, "$dtId");
        Hub.checkEqual(fresh.body().getMetadata().getModelId(), MODEL, "$model");
        Hub.check(fresh.body().getCustomProperties().isEmpty(), "no properties");
        Hub.check(fresh.body().getMetadata().getWriteableProperties().isEmpty(), "no writable properties");
        Hub.checkEqual(etag(fresh).replace("\"", ""), service.get().getETag(), "etag");
    }

    private static void changesReachTheDevice(String id, TwinDevice device, ServiceTwin service) throws Exception {
        var updated = DIGITAL_TWINS.updateDigitalTwinWithResponse(id,
                new UpdateOperationUtility().appendAddPropertyOperation("/targetTemperature", 21.5).getUpdateOperations());
        Hub.checkEqual(updated.response().code(), 202, "status");
        Hub.checkEqual(etag(updated).replace("\"", ""), service.get().getETag(), "etag");
        Hub.check(updated.response().headers().get("Location") != null, "location");
        device.changes(Map.of("targetTemperature", 21.5), 2);
        DIGITAL_TWINS.updateDigitalTwin(id, new UpdateOperationUtility()
                .appendAddPropertyOperation("/thermostat1/targetTemperature", 22.5).getUpdateOperations());
        device.changes(Map.of("thermostat1", Map.of("__t", "c", "targetTemperature", 22.5)), 3);
        device.checkTwin(Map.of("targetTemperature", 21.5, "thermostat1", Map.of("__t", "c", "targetTemperature", 22.5)), 3,
                Map.of(), 1);
    }

    private static void acknowledgementsAreTold(String id, TwinDevice device) throws Exception {
        device.report(Map.of("serialNumber", "n1", "targetTemperature", acknowledged(21.5, 2), "thermostat1",
                Map.of("__t", "c", "targetTemperature", acknowledged(22.5, 3), "maxTemperature", 25.3)));
        BasicDigitalTwin twin = DIGITAL_TWINS.getDigitalTwin(id, BasicDigitalTwin.class);
        Hub.checkEqual(twin.getCustomProperties().get("serialNumber"), "n1", "a property that is not writable");
        Hub.checkEqual(twin.getCustomProperties().get("targetTemperature"), 21.5, "value");
        WritableProperty told = twin.getMetadata().getWriteableProperties().get("targetTemperature");
        Hub.checkEqual(told.getDesiredValue(), 21.5, "desired value");
        Hub.checkEqual(List.of(told.getDesiredVersion(), told.getAckVersion(), told.getAckCode(), told.getAckDescription()),
                List.of(2, 2, 200, "done"), "what is told of targetTemperature");
        Hub.check(told.getLastUpdateTime() != null, "last update time");
        Map<?, ?> component = (Map<?, ?>) twin.getCustomProperties().get("thermostat1");
        Hub.checkEqual(component.get("targetTemperature"), 22.5, "value in a component");
        Hub.checkEqual(component.get("maxTemperature"), 25.3, "value in a component");
        Hub.checkEqual(((Map<?, ?>) ((Map<?, ?>) component.get("$metadata")).get("targetTemperature")).get("ackVersion"), 3,
                "acknowledged version in a component");
    }

    /** From the response, for the SDK's own eTag() knows the header only as "ETag", and HTTP/2, which it speaks, as "etag". */
    private static String etag(ServiceResponseWithHeaders<?, ?> answer) {
        return answer.response().headers().get("ETag");
    }

    /** How a device acknowledges a writable property. */
    private static Map<String, Object> acknowledged(double value, long version) {
        return Map.of("value", value, "ac", 200L, "av", version, "ad", "done");
    }

    private static void otherOperations(String id, TwinDevice device) throws Exception {
        String etag = etag(DIGITAL_TWINS.getDigitalTwinWithResponse(id, BasicDigitalTwin.class));
        List<Object> replace = new UpdateOperationUtility().appendReplacePropertyOperation("/targetTemperature", 23.5)
                .getUpdateOperations();
        DigitalTwinUpdateRequestOptions ifMatch = new DigitalTwinUpdateRequestOptions().setIfMatch(etag);
        DIGITAL_TWINS.updateDigitalTwinWithResponse(id, replace, ifMatch);
        device.changes(Map.of("targetTemperature", 23.5), 4);
        Hub.checkEqual(Hub.fails(RestException.class, () -> DIGITAL_TWINS.updateDigitalTwinWithResponse(id, replace, ifMatch),
                "an update with an old etag").response().code(), 412, "status for an old etag");
        DIGITAL_TWINS.updateDigitalTwin(id, new UpdateOperationUtility().appendAddComponentOperation("/thermostat2",
                new HashMap<>(Map.of("targetTemperature", 5.5))).getUpdateOperations()); // comes with "$metadata":{}
        device.changes(Map.of("thermostat2", Map.of("__t", "c", "targetTemperature", 5.5)), 5);
        DIGITAL_TWINS.updateDigitalTwin(id, new UpdateOperationUtility().appendRemovePropertyOperation("/targetTemperature")
                .getUpdateOperations()); // comes with "value":null
        device.changes(Json.object("targetTemperature", null), 6);
        device.noMoreChanges("each change once");
    }
}
