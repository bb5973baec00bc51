package io.nave.endpoint;

import java.util.Optional;

import io.nave.hub.error.HubException;
import io.nave.hub.json.RawJson;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;

/** When a body stands as JSON in JSON, and not as base64 (semantics §1.3). */
public final class JsonBody {

    private JsonBody() {
    }

    /**
     * The body as it was written, when its content type is {@code application/json} and its encoding {@code utf-8}, in any
     * case,
     * and it is what they say.
     */
    public static Optional<String> of(DeviceMessage message) {
        if (!isDeclared(message)) {
            return Optional.empty();
        }
        try {
            return Optional.of(RawJson.value(message.body().bytes()));
        } catch (HubException notJson) {
            return Optional.empty();
        }
    }

    private static boolean isDeclared(DeviceMessage message) {
        return "application/json".equalsIgnoreCase(message.systemProperties().get(SystemProperty.CONTENT_TYPE))
                && "utf-8".equalsIgnoreCase(message.systemProperties().get(SystemProperty.CONTENT_ENCODING));
    }
}
