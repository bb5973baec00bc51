package io.nave.protocol.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;

/**
 * The properties at the end of a telemetry topic: {@code key=value} joined by {@code &}, percent-encoded, {@code +} standing
 * for itself, one slash perhaps behind them (device-protocols §1.9). Keys are decoded first, for some clients write {@code $}
 * and others {@code %24}.
 */
record PropertyBag(Map<SystemProperty, String> system, Map<String, String> application) {

    /** What an empty bag holds. */
    static final PropertyBag EMPTY = new PropertyBag(Map.of(), Map.of());

    private static final Map<String, SystemProperty> SYSTEM = Map.ofEntries(
            Map.entry("$.mid", SystemProperty.MESSAGE_ID),
            Map.entry("$.cid", SystemProperty.CORRELATION_ID),
            Map.entry("$.uid", SystemProperty.USER_ID),
            Map.entry("$.to", SystemProperty.TO),
            Map.entry("$.exp", SystemProperty.ABSOLUTE_EXPIRY_TIME),
            Map.entry("$.ct", SystemProperty.CONTENT_TYPE),
            Map.entry("$.ce", SystemProperty.CONTENT_ENCODING),
            Map.entry("$.ctime", SystemProperty.CREATION_TIME),
            Map.entry("$.on", SystemProperty.OUTPUT_NAME),
            Map.entry("$.ifid", SystemProperty.INTERFACE_ID),
            Map.entry("$.sub", SystemProperty.COMPONENT),
            Map.entry("$.schema", SystemProperty.MESSAGE_SCHEMA),
            Map.entry("$.diagid", SystemProperty.DIAGNOSTIC_ID),
            Map.entry("$.diagctx", SystemProperty.CORRELATION_CONTEXT),
            Map.entry("iothub-operation", SystemProperty.OPERATION),
            Map.entry("iothub-ack", SystemProperty.ACK));
    /** Who sent it is what the hub knows, never what the client says. */
    private static final Set<String> CLAIMS = Set.of("$.cdid", "$.cmid");

    /** Reads the bag that begins at this place of a topic. */
    static PropertyBag parse(String topic, int from) {
        int end = topic.length() > from && topic.charAt(topic.length() - 1) == '/' ? topic.length() - 1 : topic.length();
        if (from >= end) {
            return EMPTY;
        }
        PropertyBag bag = new PropertyBag(new EnumMap<>(SystemProperty.class), new LinkedHashMap<>());
        int start = from;
        while (start < end) {
            int ampersand = topic.indexOf('&', start);
            int next = ampersand < 0 || ampersand > end ? end : ampersand;
            if (next > start) {
                bag.add(topic, start, next);
            }
            start = next + 1;
        }
        return bag;
    }

    private void add(String topic, int start, int end) {
        int equals = topic.indexOf('=', start);
        boolean hasValue = equals >= 0 && equals < end;
        String key = decode(topic.substring(start, hasValue ? equals : end));
        String value = hasValue ? decode(topic.substring(equals + 1, end)) : DeviceMessage.NO_VALUE;
        put(key, value, hasValue);
    }

    private void put(String key, String value, boolean hasValue) {
        SystemProperty property = SYSTEM.get(key);
        if (property == null && !CLAIMS.contains(key)) {
            application.put(key, value);
        } else if (property != null && hasValue) {
            system.put(property, value);
        }
    }

    /** Percent-decodes; what is no escape stays as it is. */
    static String decode(String text) {
        return text.indexOf('%') < 0 ? text : decodeEscapes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decodeEscapes(byte[] bytes) {
        int length = 0;
        for (int i = 0; i < bytes.length; i++) { // in place: the decoded text is never longer
            int escaped = bytes[i] == '%' ? escapeAt(bytes, i) : -1;
            bytes[length++] = escaped < 0 ? bytes[i] : (byte) escaped;
            i += escaped < 0 ? 0 : 2;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static int escapeAt(byte[] bytes, int at) {
        if (at + 2 >= bytes.length) {
            return -1;
        }
        int high = Character.digit(bytes[at + 1], 16);
        int low = Character.digit(bytes[at + 2], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** The same bag and one more system property, unless there is no such value. */
    PropertyBag with(SystemProperty property, @Nullable String value) {
        if (value == null) {
            return this;
        }
        Map<SystemProperty, String> all = new EnumMap<>(SystemProperty.class);
        all.putAll(system);
        all.put(property, value);
        return new PropertyBag(all, application);
    }

    /** The same bag and one more application property. */
    PropertyBag with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(application);
        all.put(name, value);
        return new PropertyBag(system, all);
    }
}
