package io.nave.hub.scheduled;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

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
import io.nave.hub.twins.TwinPatch;
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
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("etag", etag);
        write.tags().ifPresent(tags -> document.putRawValue("tags", raw(tags)));
        write.desired().ifPresent(desired -> document.putObject("properties").putRawValue("desired", raw(desired)));
        return new JobTask.TwinUpdate(text(document), write, EtagCondition.parse(etag));
    }

    private static RawValue raw(TwinPatch patch) {
        return new RawValue(patch.json());
    }

    private static JobTask method(MethodCall call) {
        MethodRequest request = call.request();
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("methodName", request.name());
        if (!request.payload().equals(DeviceAnswer.NOTHING)) {
            document.putRawValue("payload", new RawValue(request.payload()));
        }
        document.put("responseTimeoutInSeconds", request.timeout().toSeconds())
                .put("connectTimeoutInSeconds", call.connectTimeout().toSeconds());
        return new JobTask.Method(text(document), request, call.connectTimeout());
    }

    static String text(JsonNode document) {
        return new String(JsonText.bytes(document), UTF_8);
    }
}
