package io.nave.hub.scheduled;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.connections.MethodRequest;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.json.JsonFields;
import io.nave.hub.json.JsonText;
import io.nave.hub.json.TwinJson;
import io.nave.hub.json.TwinText;
import io.nave.hub.methods.DeviceAnswer;
import io.nave.hub.methods.MethodCall;
import io.nave.hub.methods.MethodCallJson;
import io.nave.hub.twins.TwinWrite;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads what jobs do (semantics §7.1). The document of a task has only what it says: the Java client cannot read members that
 * are null (service-protocols §5.14).
 */
public final class JobTaskJson {

    /** Checks what does not depend on who is called. */
    private static final ClientId ANYBODY = ClientId.of("anybody");
    private static final String ANY_ETAG = "*";

    private JobTaskJson() {
    }

    /** Fails with IOT_HUB_FORMAT_ERROR, ARGUMENT_INVALID, TWIN_TOO_LARGE or MESSAGE_TOO_LARGE. */
    public static JobTask read(JobType type, String document) {
        return switch (type) {
            case UPDATE_TWIN -> twinUpdate(TwinText.object(document.getBytes(UTF_8)));
            case DEVICE_METHOD -> method(MethodCallJson.read(ANYBODY, document.getBytes(UTF_8)));
            case DEVICE_MESSAGE -> JobMessageJson.read(JsonText.object(document.getBytes(UTF_8)));
        };
    }

    private static JobTask twinUpdate(JsonNode json) {
        TwinWrite write = TwinJson.readPatch(json);
        if (write.tags().isEmpty() && write.desired().isEmpty()) {
            throw JsonFields.invalid("updateTwin has neither tags nor desired properties");
        }
        String etag = JsonFields.text(json, "etag").filter(text -> !text.isEmpty()).orElse(ANY_ETAG);
        String tags = write.tags().map(patch -> ",\"tags\":" + patch.json()).orElse("");
        String desired = write.desired().map(patch -> ",\"properties\":{\"desired\":" + patch.json() + "}").orElse("");
        return new JobTask.TwinUpdate("{\"etag\":" + quoted(etag) + tags + desired + "}", write, EtagCondition.parse(etag));
    }

    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    private static JobTask method(MethodCall call) {
        MethodRequest request = call.request();
        String payload = request.payload().equals(DeviceAnswer.NOTHING) ? "" : ",\"payload\":" + request.payload();
        String document = "{\"methodName\":" + quoted(request.name()) + payload + ",\"responseTimeoutInSeconds\":"
                + request.timeout().toSeconds() + ",\"connectTimeoutInSeconds\":" + call.connectTimeout().toSeconds() + "}";
        return new JobTask.Method(document, request, call.connectTimeout());
    }

    static String text(JsonNode document) {
        return new String(JsonText.bytes(document), UTF_8);
    }
}
