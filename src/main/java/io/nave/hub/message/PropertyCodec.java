package io.nave.hub.message;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The properties of a message as bytes: the part that all stored messages share. The layout is a contract with data on disk.
 *
 * <pre>
 *   n × system property: code(1) text                                      code 0 ends them
 *   count(varint) × application property: name(text) has-value(1) value(text)
 *   text = varint length, UTF-8
 * </pre>
 */
public final class PropertyCodec {

    private PropertyCodec() {
    }

    /** Appends both kinds. */
    public static void encode(Map<SystemProperty, String> system, Map<String, String> application, EncodedBytes out) {
        encodeSystemProperties(system, out);
        encodeApplicationProperties(application, out);
    }

    private static void encodeSystemProperties(Map<SystemProperty, String> properties, EncodedBytes out) {
        for (Map.Entry<SystemProperty, String> property : properties.entrySet()) {
            out.writeByte(property.getKey().code());
            out.writeText(property.getValue());
        }
        out.writeByte(0);
    }

    private static void encodeApplicationProperties(Map<String, String> properties, EncodedBytes out) {
        out.writeVarint(properties.size());
        for (Map.Entry<String, String> property : properties.entrySet()) {
            out.writeText(property.getKey());
            out.writeByte(DeviceMessage.isNoValue(property.getValue()) ? 0 : 1);
            out.writeText(property.getValue());
        }
    }

    /** Reads the system properties. */
    public static Map<SystemProperty, String> decodeSystem(DecodedBytes in) {
        Map<SystemProperty, String> properties = new EnumMap<>(SystemProperty.class);
        for (int code = in.readByte(); code != 0; code = in.readByte()) {
            properties.put(SystemProperty.ofCode(code), in.readText());
        }
        return properties;
    }

    /** Reads the application properties, which come behind them. */
    public static Map<String, String> decodeApplication(DecodedBytes in) {
        int count = in.readVarint();
        Map<String, String> properties = LinkedHashMap.newLinkedHashMap(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            String name = in.readText();
            boolean hasValue = in.readByte() == 1;
            String value = in.readText();
            properties.put(name, hasValue ? value : DeviceMessage.NO_VALUE);
        }
        return properties;
    }
}
