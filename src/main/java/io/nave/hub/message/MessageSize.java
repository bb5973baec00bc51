package io.nave.hub.message;

import java.util.Map;

/**
 * The size that limits speak of: body bytes, values of system properties, names and values of application properties (semantics
 * §8.2). Characters outside ASCII count as their UTF-8 bytes.
 */
public final class MessageSize {

    private MessageSize() {
    }

    /** In bytes. */
    public static int of(Map<SystemProperty, String> system, Map<String, String> application, MessageBody body) {
        int size = body.length();
        for (String value : system.values()) {
            size += utf8Length(value);
        }
        for (Map.Entry<String, String> property : application.entrySet()) {
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
