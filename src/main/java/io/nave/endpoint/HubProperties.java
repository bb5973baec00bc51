package io.nave.endpoint;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.WireTime;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;

/**
 * What the hub says about a message, by the names that consumers of Event Hubs know (semantics §1.3). What it says about the
 * sender is never what the sender wrote.
 */
public final class HubProperties {

    private static final String TELEMETRY = "Telemetry";
    private static final String SENDER = "iothub-connection-";

    private HubProperties() {
    }

    /** Names and values, in the order of the reference. Times are ISO 8601. */
    public static Map<String, String> of(DeviceMessage message) {
        Map<String, String> properties = new LinkedHashMap<>();
        message.systemProperties().forEach((property, value) -> properties.put(property.routedName(), value));
        MessageOrigin origin = message.origin();
        properties.put("iothub-connection-device-id", origin.client().device().value());
        origin.client().module().map(DeviceId::value).ifPresent(id -> properties.put("iothub-connection-module-id", id));
        properties.put("iothub-connection-auth-generation-id", origin.generationId());
        properties.put("iothub-connection-auth-method", origin.authMethod().json());
        properties.put("iothub-enqueuedtime", WireTime.of(Instant.ofEpochMilli(message.receivedAt())));
        properties.put(SystemProperty.MESSAGE_SOURCE.routedName(), source(message));
        return properties;
    }

    /** The value of {@code iothub-message-source}: only what the hub itself says has another one than telemetry. */
    public static String source(DeviceMessage message) {
        return message.systemProperties().getOrDefault(SystemProperty.MESSAGE_SOURCE, TELEMETRY);
    }

    /** Whether an application property of this name could be taken for what the hub says about the sender. */
    public static boolean isAboutTheSender(String name) {
        return name.regionMatches(true, 0, SENDER, 0, SENDER.length());
    }
}
