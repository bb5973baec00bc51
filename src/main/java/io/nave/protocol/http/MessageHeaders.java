package io.nave.protocol.http;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;

/**
 * The properties of a message as request headers (device-protocols §3.2): names of system properties in any case, names of
 * application properties in the case in which they came. Values are UTF-8, which the HTTP library reads byte by byte.
 */
final class MessageHeaders {

    private static final String CONTENT_TYPE = "content-type";
    private static final Map<String, SystemProperty> SYSTEM = Map.of(
            "iothub-messageid", SystemProperty.MESSAGE_ID,
            "iothub-correlationid", SystemProperty.CORRELATION_ID,
            "iothub-userid", SystemProperty.USER_ID,
            "iothub-expiry", SystemProperty.ABSOLUTE_EXPIRY_TIME,
            "iothub-ack", SystemProperty.ACK,
            "iothub-contenttype", SystemProperty.CONTENT_TYPE,
            "iothub-contentencoding", SystemProperty.CONTENT_ENCODING);

    private final Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
    private final Map<String, String> application = new LinkedHashMap<>();
    private String transportType = "";

    private MessageHeaders() {
    }

    /** The message that these headers and this body are. Of a header that stands twice the first counts. */
    static DeviceBoundMessage read(Iterable<Map.Entry<String, String>> headers, byte[] body) {
        MessageHeaders read = new MessageHeaders();
        headers.forEach(header -> read.add(header.getKey(), HeaderText.read(header.getValue())));
        return read.message(body);
    }

    private void add(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        SystemProperty property = SYSTEM.get(lower);
        if (property != null && !value.isEmpty()) {
            system.putIfAbsent(property, property == SystemProperty.ACK ? value.toLowerCase(Locale.ROOT) : value);
        } else if (lower.startsWith(HeaderText.APPLICATION) && lower.length() > HeaderText.APPLICATION.length()) {
            application.putIfAbsent(name.substring(HeaderText.APPLICATION.length()), value);
        } else if (lower.equals(CONTENT_TYPE)) {
            transportType = value;
        }
    }

    /** The content type of the request is that of the message, unless the message has its own. */
    private DeviceBoundMessage message(byte[] body) {
        if (!transportType.isEmpty()) {
            system.putIfAbsent(SystemProperty.CONTENT_TYPE, transportType);
        }
        return new DeviceBoundMessage(system, application, MessageBody.of(body));
    }
}
