package io.nave.protocol.http;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.json.JsonFields;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;

/**
 * The properties of a device-to-cloud message as headers of its request, or as those that a batch has for each message
 * (device-protocols §3.2, §3.3): names of system properties in any case, names of application properties in the case in which
 * they came. Of a name that stands twice the first counts. Everything else, who sent it among that, is not the device's to say.
 */
final class TelemetryProperties {

    private static final Map<String, SystemProperty> SYSTEM = Map.ofEntries(
            Map.entry("iothub-messageid", SystemProperty.MESSAGE_ID),
            Map.entry("iothub-correlationid", SystemProperty.CORRELATION_ID),
            Map.entry("iothub-userid", SystemProperty.USER_ID),
            Map.entry("iothub-to", SystemProperty.TO),
            Map.entry("iothub-expiry", SystemProperty.ABSOLUTE_EXPIRY_TIME),
            Map.entry("iothub-contenttype", SystemProperty.CONTENT_TYPE),
            Map.entry("iothub-contentencoding", SystemProperty.CONTENT_ENCODING),
            Map.entry("iothub-ack", SystemProperty.ACK),
            Map.entry("iothub-operation", SystemProperty.OPERATION),
            Map.entry("iothub-interface-id", SystemProperty.INTERFACE_ID),
            Map.entry("iothub-creation-time-utc", SystemProperty.CREATION_TIME),
            Map.entry("iothub-creationtimeutc", SystemProperty.CREATION_TIME),
            Map.entry("iothub-messageschema", SystemProperty.MESSAGE_SCHEMA),
            Map.entry("dt-subject", SystemProperty.COMPONENT));

    private final Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
    private final Map<String, String> application = new LinkedHashMap<>();

    private TelemetryProperties() {
    }

    static TelemetryProperties ofHeaders(Iterable<Map.Entry<String, String>> headers) {
        TelemetryProperties read = new TelemetryProperties();
        headers.forEach(header -> read.add(header.getKey(), HeaderText.read(header.getValue())));
        return read;
    }

    /** Fails with ARGUMENT_INVALID when a value is an object or an array; null is none. */
    static TelemetryProperties ofJson(JsonNode properties) {
        TelemetryProperties read = new TelemetryProperties();
        properties.properties().forEach(property -> read.add(property.getKey(), property.getValue()));
        return read;
    }

    private void add(String name, JsonNode value) {
        if (value.isContainerNode()) {
            throw JsonFields.invalid("The property " + name + " must be a string");
        }
        if (!value.isNull()) {
            add(name, value.asText());
        }
    }

    private void add(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        SystemProperty property = SYSTEM.get(lower);
        if (property != null && !value.isEmpty()) {
            system.putIfAbsent(property, value);
        } else if (lower.startsWith(HeaderText.APPLICATION) && lower.length() > HeaderText.APPLICATION.length()) {
            application.putIfAbsent(name.substring(HeaderText.APPLICATION.length()), value);
        }
    }

    DeviceMessage message(MessageOrigin origin, long receivedAt, MessageBody body) {
        return new DeviceMessage(origin, receivedAt, system, application, body);
    }
}
