package io.nave.hub.message;

/**
 * A property that the protocol defines, as opposed to one the application made up (device-protocols §1.9). {@link #code()} is
 * what the log stores and never changes; new properties get new numbers.
 */
public enum SystemProperty {
    MESSAGE_ID(1, "message-id"),
    CORRELATION_ID(2, "correlation-id"),
    USER_ID(3, "user-id"),
    TO(4, "to"),
    ABSOLUTE_EXPIRY_TIME(5, "absolute-expiry-time"),
    CONTENT_TYPE(6, "content-type"),
    CONTENT_ENCODING(7, "content-encoding"),
    CREATION_TIME(8, "iothub-creation-time-utc"),
    OUTPUT_NAME(9, "iothub-outputname"),
    INTERFACE_ID(10, "iothub-interface-id"),
    COMPONENT(11, "dt-subject"),
    MESSAGE_SCHEMA(12, "iothub-message-schema"),
    DIAGNOSTIC_ID(13, "Diagnostic-Id"),
    CORRELATION_CONTEXT(14, "Correlation-Context"),
    OPERATION(15, "iothub-operation"),
    ACK(16, "iothub-ack"),
    MODEL_ID(17, "dt-dataschema"),
    MESSAGE_SOURCE(18, "iothub-message-source");

    private static final SystemProperty[] BY_CODE = new SystemProperty[32];

    static {
        for (SystemProperty property : values()) {
            BY_CODE[property.code] = property;
        }
    }

    private final int code;
    private final String routedName;

    SystemProperty(int code, String routedName) {
        this.code = code;
        this.routedName = routedName;
    }

    /** The number in the log, 1 to 31. */
    public int code() {
        return code;
    }

    /** The name on routed messages. */
    public String routedName() {
        return routedName;
    }

    /** The property with this number in the log. */
    public static SystemProperty ofCode(int code) {
        return BY_CODE[code];
    }
}
