package io.nave.protocol.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.WireTime;
import io.nave.hub.message.SystemProperty;

/**
 * The topic of a device-bound message: its properties in the spelling that every SDK reads (device-protocols §1.10). System
 * properties come first with an encoded dollar, and nothing is without a value.
 */
final class DeviceBoundTopic {

    private static final List<Map.Entry<String, SystemProperty>> BEHIND_TO = List.of(
            Map.entry("%24.cid", SystemProperty.CORRELATION_ID),
            Map.entry("%24.uid", SystemProperty.USER_ID),
            Map.entry("%24.ct", SystemProperty.CONTENT_TYPE),
            Map.entry("%24.ce", SystemProperty.CONTENT_ENCODING));
    private static final int LONGEST = 65_535; // MQTT 3.1.1 §1.5.3
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final StringBuilder topic = new StringBuilder(256);
    private boolean any;

    private DeviceBoundTopic() {
    }

    /** The topic, empty when it would be longer than MQTT can say. */
    static Optional<String> of(DeviceId device, DeviceBoundMessage message) {
        String text = new DeviceBoundTopic().write(device, message);
        return text.length() > LONGEST ? Optional.empty() : Optional.of(text);
    }

    private String write(DeviceId device, DeviceBoundMessage message) {
        topic.append("devices/").append(device).append("/messages/devicebound/");
        message.messageId().ifPresent(id -> add("%24.mid", id));
        add("%24.to", "/devices/" + device + "/messages/deviceBound");
        message.expiry().ifPresent(this::addExpiry);
        BEHIND_TO.forEach(entry -> add(entry.getKey(), message.system().getOrDefault(entry.getValue(), "")));
        if (message.system().containsKey(SystemProperty.ACK)) {
            add("iothub-ack", message.acknowledgement().wireName());
        }
        message.application().forEach(this::addApplicationProperty);
        return topic.toString();
    }

    private void addExpiry(Instant expiry) {
        add("%24.exp", WireTime.of(expiry));
    }

    private void addApplicationProperty(String name, String value) {
        if (!name.isEmpty()) {
            add(encode(name), value);
        }
    }

    private void add(String encodedName, String value) {
        if (!value.isEmpty() && topic.length() <= LONGEST) {
            topic.append(any ? "&" : "").append(encodedName).append('=').append(encode(value));
            any = true;
        }
    }

    /** Percent-encodes all but the unreserved characters of RFC 3986. */
    private static String encode(String text) {
        if (text.chars().allMatch(DeviceBoundTopic::isUnreserved)) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(one)) {
                encoded.append((char) one);
            } else {
                HEX.toHexDigits(encoded.append('%'), one);
            }
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_'
                || c == '~';
    }
}
