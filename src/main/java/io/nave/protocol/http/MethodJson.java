package io.nave.protocol.http;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.MethodAnswer.Result;
import io.nave.hub.id.ClientId;
import io.nave.hub.json.JsonFields;
import io.nave.hub.json.RawJson;
import io.nave.hub.methods.MethodCall;
import io.nave.hub.methods.MethodCallJson;
import io.nave.hub.methods.MethodCallJson.TimeOuts;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Calls of commands, and the results of direct methods, as JSON (service-protocols §5.11, §5.17). */
final class MethodJson {

    private MethodJson() {
    }

    /** The call of a command, whose body is the payload alone (service-protocols §5.17). */
    static MethodCall command(CommandPath path, String method, byte[] body) {
        Optional<String> payload = body.length == 0 ? Optional.empty() : Optional.of(RawJson.value(body));
        return MethodCallJson.call(ClientId.of(path.id()), method, payload,
                new TimeOuts(seconds("responseTimeoutInSeconds", path.responseTimeout()),
                        seconds("connectTimeoutInSeconds", path.connectTimeout())));
    }

    private static Optional<Duration> seconds(String name, @Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Integer::valueOf).map(Duration::ofSeconds);
        } catch (NumberFormatException e) {
            throw JsonFields.invalid(name + " must be a whole number");
        }
    }

    /** Exactly these two members: the Java client takes a document with others for a call. */
    static byte[] write(Result result) {
        return ("{\"status\":" + result.status() + ",\"payload\":" + result.payload() + "}").getBytes(UTF_8);
    }
}
