import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodRequestOptions;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodsClient;

/** The calls that iot-service-client makes to methods of one device or, with a module id, of one module. */
record MethodCaller(String deviceId, String moduleId) {

    private static final DirectMethodsClient CLIENT = new DirectMethodsClient(Hub.OWNER);
    private static final int RESPONSE = 20; // seconds, less than the SDK waits for the hub

    MethodCaller(String deviceId) {
        this(deviceId, null);
    }

    /** The device must be there. */
    DirectMethodResponse call(String name, Object payload) throws Exception {
        return call(name, payload, 0, RESPONSE);
    }

    /** The SDK's own time-outs are longer than it waits itself, so they are always given here. */
    DirectMethodResponse call(String name, Object payload, int connectSeconds, int responseSeconds) throws Exception {
        DirectMethodRequestOptions options = DirectMethodRequestOptions.builder().payload(payload)
                .methodConnectTimeoutSeconds(connectSeconds).methodResponseTimeoutSeconds(responseSeconds).build();
        return moduleId == null ? CLIENT.invoke(deviceId, name, options) : CLIENT.invoke(deviceId, moduleId, name, options);
    }

    /** Fails unless the device answers with that status and text. */
    void check(String name, Object payload, int status, String answer) throws Exception {
        check(name, payload, status, new JsonPrimitive(answer));
    }

    /** The same with any JSON. */
    void check(String name, Object payload, int status, JsonElement answer) throws Exception {
        DirectMethodResponse response = call(name, payload);
        Hub.checkEqual(response.getStatus(), status, "status of " + name);
        Hub.checkEqual(response.getPayloadAsJsonElement(), answer, "payload of " + name);
    }

    /** Fails unless the hub refuses with that status and code, of which the SDK makes that exception. */
    <T extends IotHubException> void fails(Class<T> type, int status, String code, Hub.Action call) {
        T refusal = Hub.fails(type, call, "a call that ends with " + code);
        Hub.checkEqual(refusal.getErrorCode(), status, "error code");
        Hub.check(refusal.getMessage().startsWith("ErrorCode:" + code + ";"), refusal.getMessage() + " tells of " + code);
    }
}
