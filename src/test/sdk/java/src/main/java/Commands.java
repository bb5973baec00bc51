import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodPayload;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.service.digitaltwin.DigitalTwinClient;
import com.microsoft.azure.sdk.iot.service.digitaltwin.models.DigitalTwinCommandResponse;
import com.microsoft.azure.sdk.iot.service.digitaltwin.models.DigitalTwinInvokeCommandHeaders;
import com.microsoft.azure.sdk.iot.service.digitaltwin.models.DigitalTwinInvokeCommandRequestOptions;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.rest.RestException;
import com.microsoft.rest.ServiceResponseWithHeaders;

/**
 * DigitalTwinClient of iot-service-client invokes commands, which a device sees as methods (service-protocols §5.17). The SDK sends a
 * text that is JSON as it is, another one as a JSON string, and nothing at all when it is given none.
 */
public final class Commands {

    private static final DigitalTwinClient DIGITAL_TWINS = new DigitalTwinClient(Hub.OWNER);

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-commands");
        String id = registered.getDeviceId();
        DeviceClient client = new DeviceClient(Hub.OWNER.split(";")[0] + ";DeviceId=" + id + ";SharedAccessKey="
                + registered.getPrimaryKey(), Hub.TRANSPORT,
                ClientOptions.builder().modelId("dtmi:com:example:TemperatureController;1").build());
        client.open(false);
        client.subscribeToMethods((name, payload, context) -> answer(name, payload), null, Sender.PATIENCE);

        check(DIGITAL_TWINS.invokeCommand(id, "reboot", "{\"delay\":5}"), 200, "[\"reboot\",{\"delay\":5}]");
        check(DIGITAL_TWINS.invokeCommand(id, "reboot", "5.5"), 200, "[\"reboot\",5.5]");
        check(DIGITAL_TWINS.invokeCommand(id, "reboot"), 200, "[\"reboot\",null]");
        check(DIGITAL_TWINS.invokeCommand(id, "refuse", "some text"), 404, "[\"refuse\",\"some text\"]");
        check(DIGITAL_TWINS.invokeComponentCommand(id, "thermostat1", "getMaxMinReport", "2026-01-01T00:00:00Z"), 200,
                "[\"thermostat1*getMaxMinReport\",\"2026-01-01T00:00:00Z\"]");
        check(DIGITAL_TWINS.invokeComponentCommand(id, "thermostat1", "getMaxMinReport"), 200,
                "[\"thermostat1*getMaxMinReport\",null]");
        ServiceResponseWithHeaders<DigitalTwinCommandResponse, DigitalTwinInvokeCommandHeaders> withHeaders = DIGITAL_TWINS
                .invokeCommandWithResponse(id, "reboot", "x", timeouts(10, 20));
        check(withHeaders.body(), 200, "[\"reboot\",\"x\"]");
        Hub.check(!withHeaders.headers().getRequestId().isEmpty(), "a request id");

        client.close();
        fails(404, () -> DIGITAL_TWINS.invokeCommand(id, "reboot", "x"));
        fails(404, () -> DIGITAL_TWINS.invokeComponentCommand(id, "thermostat1", "getMaxMinReport", "x"));
        fails(404, () -> DIGITAL_TWINS.invokeCommand("nosuch", "reboot", "x"));
        fails(400, () -> DIGITAL_TWINS.invokeCommandWithResponse(id, "reboot", "x", timeouts(0, 4)));
        System.exit(0);
    }

    private static DirectMethodResponse answer(String name, DirectMethodPayload payload) {
        return new DirectMethodResponse(name.equals("refuse") ? 404 : 200, new Object[] { name, payload.getPayloadAsJsonElement() });
    }

    /** The SDK gives the JSON of a payload as a text. */
    private static void check(DigitalTwinCommandResponse response, int status, String payload) {
        Hub.checkEqual(response.getStatus(), status, "status");
        Hub.checkEqual(response.getPayload(String.class), payload, "payload");
    }

    private static void fails(int status, Hub.Action call) {
        Hub.checkEqual(Hub.fails(RestException.class, call, "a command").response().code(), status, "status");
    }

    private static DigitalTwinInvokeCommandRequestOptions timeouts(int connectSeconds, int responseSeconds) {
        DigitalTwinInvokeCommandRequestOptions options = new DigitalTwinInvokeCommandRequestOptions();
        options.setConnectTimeoutInSeconds(connectSeconds);
        options.setResponseTimeoutInSeconds(responseSeconds);
        return options;
    }
}
