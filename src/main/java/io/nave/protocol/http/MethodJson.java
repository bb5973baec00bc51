package io.nave.protocol.http;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.connections.MethodAnswer.Result;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.id.ClientId;
import io.nave.hub.json.JsonFields;
import io.nave.hub.json.RawJson;
import io.nave.hub.methods.DeviceAnswer;
import io.nave.hub.methods.MethodCall;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Calls of direct methods and their results as JSON (service-protocols §5.11); payloads stay as they were written. */
final class MethodJson {

    private MethodJson() {
    }

    /** Fails with IOT_HUB_FORMAT_ERROR, ARGUMENT_INVALID or MESSAGE_TOO_LARGE. */
    static MethodCall read(ClientId client, byte[] body) {
        RawJson.Split json = RawJson.split(body, "payload");
        JsonNode fields = json.others();
        String name = JsonFields.text(fields, "methodName").orElseThrow(() -> JsonFields.invalid("methodName is missing"));
        Optional<Duration> response = seconds(fields, "responseTimeoutInSeconds");
        return call(client, new Named(name, json.member()), response.or(() -> seconds(fields, "timeoutInSeconds")),
                seconds(fields, "connectTimeoutInSeconds"));
    }

    private static Optional<Duration> seconds(JsonNode fields, String name) {
        return JsonFields.integer(fields, name).map(Duration::ofSeconds);
    }

    /** A method and what it is given, if anything. */
    private record Named(String name, Optional<String> payload) {
    }

    /** The call of a command, whose body is the payload alone (service-protocols §5.17). */
    static MethodCall command(CommandPath path, String method, byte[] body) {
        Optional<String> payload = body.length == 0 ? Optional.empty() : Optional.of(RawJson.value(body));
        return call(ClientId.of(path.id()), new Named(method, payload),
                seconds("responseTimeoutInSeconds", path.responseTimeout()),
                seconds("connectTimeoutInSeconds", path.connectTimeout()));
    }

    private static Optional<Duration> seconds(String name, @Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Integer::valueOf).map(Duration::ofSeconds);
        } catch (NumberFormatException e) {
            throw JsonFields.invalid(name + " must be a whole number");
        }
    }

    private static MethodCall call(ClientId client, Named method, Optional<Duration> response, Optional<Duration> connect) {
        MethodRequest request = new MethodRequest(method.name(), method.payload().orElse(DeviceAnswer.NOTHING),
                response.orElse(MethodCall.RESPONSE_TIMEOUT));
        return new MethodCall(client, request, connect.orElse(Duration.ZERO));
    }

    /** Exactly these two members: the Java client takes a document with others for a call. */
    static byte[] write(Result result) {
        return ("{\"status\":" + result.status() + ",\"payload\":" + result.payload() + "}").getBytes(UTF_8);
    }
}
