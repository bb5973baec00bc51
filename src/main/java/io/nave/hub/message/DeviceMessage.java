package io.nave.hub.message;

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

    /**
     * The size that limits speak of: body bytes, values of system properties, names and values of application properties
     * (semantics §8.2). Characters outside ASCII count as their UTF-8 bytes.
     */
    public int size() {
        int size = body.length();
        for (String value : systemProperties.values()) {
            size += utf8Length(value);
        }
        for (Map.Entry<String, String> property : applicationProperties.entrySet()) {
            size += utf8Length(property.getKey()) + utf8Length(property.getValue());
        }
        return size;
    }

    private static int utf8Length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }
}
