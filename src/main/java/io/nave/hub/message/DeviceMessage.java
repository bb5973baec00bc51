package io.nave.hub.message;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A device-to-cloud message. The maps keep the order in which the device wrote them, belong to the message once it is made, and
 * are read only; an application property without a value has the value {@link #NO_VALUE}. {@code receivedAt} is milliseconds
 * since 1970 at the hub's border ({@code iothub-enqueuedtime}).
 */
public record DeviceMessage(MessageOrigin origin, long receivedAt, Map<SystemProperty, String> systemProperties,
        Map<String, String> applicationProperties, MessageBody body) {

    /** A property written without {@code =}: it has a name and a null value. Compared by identity. */
    @SuppressWarnings("StringOperationCanBeSimplified") // must not be any other empty string
    public static final String NO_VALUE = new String("");

    /** Whether it is the value of a property that has none. */
    @SuppressWarnings({ "ReferenceEquality", "StringEquality" }) // NO_VALUE is compared by identity
    public static boolean isNoValue(String value) {
        return value == NO_VALUE;
    }

    /** The same message with more application properties; one of the same name is replaced. */
    public DeviceMessage with(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, String> properties = new LinkedHashMap<>(applicationProperties);
        properties.putAll(more);
        return new DeviceMessage(origin, receivedAt, systemProperties, properties, body);
    }

    /** In bytes, as limits count it. */
    public int size() {
        return MessageSize.of(systemProperties, applicationProperties, body);
    }
}
