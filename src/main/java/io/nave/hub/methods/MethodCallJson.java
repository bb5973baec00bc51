package io.nave.hub.methods;

import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.connections.MethodRequest;
import io.nave.hub.id.ClientId;
import io.nave.hub.json.JsonFields;
import io.nave.hub.json.RawJson;

/** Calls of direct methods as JSON (service-protocols §5.11); the payload stays as it was written. */
public final class MethodCallJson {

    private MethodCallJson() {
    }

    /** Fails with IOT_HUB_FORMAT_ERROR, ARGUMENT_INVALID or MESSAGE_TOO_LARGE. */
    public static MethodCall read(ClientId client, byte[] document) {
        RawJson.Split json = RawJson.split(document, "payload");
        JsonNode fields = json.others();
        String name = JsonFields.text(fields, "methodName").orElseThrow(() -> JsonFields.invalid("methodName is missing"));
        Optional<Duration> response = seconds(fields, "responseTimeoutInSeconds");
        return call(client, name, json.member(), new TimeOuts(response.or(() -> seconds(fields, "timeoutInSeconds")),
                seconds(fields, "connectTimeoutInSeconds")));
    }

    private static Optional<Duration> seconds(JsonNode fields, String name) {
        return JsonFields.integer(fields, name).map(Duration::ofSeconds);
    }

    /** How long a caller waits for the device to answer and to connect; where he does not say it is empty. */
    public record TimeOuts(Optional<Duration> response, Optional<Duration> connect) {
    }

    /** A call with what its caller says, and the defaults where he does not. Fails like reading one. */
    public static MethodCall call(ClientId client, String name, Optional<String> payload, TimeOuts timeOuts) {
        MethodRequest request = new MethodRequest(name, payload.orElse(DeviceAnswer.NOTHING),
                timeOuts.response().orElse(MethodCall.RESPONSE_TIMEOUT));
        return new MethodCall(client, request, timeOuts.connect().orElse(Duration.ZERO));
    }
}
