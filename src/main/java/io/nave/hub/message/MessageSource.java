package io.nave.hub.message;

/** Where a message comes from, which decides which routes look at it (semantics §1.2). */
public enum MessageSource {
    DEVICE_LIFECYCLE("deviceLifecycleEvents", "deviceLifecycleNotification", "application/json"),
    TWIN_CHANGE("twinChangeEvents", "twinChangeNotification", "application/json"),
    DEVICE_JOB_LIFECYCLE("deviceJobLifecycleEvents", "deviceJobLifecycleNotification", "application/json"),
    DEVICE_CONNECTION_STATE("deviceConnectionStateEvents", "deviceConnectionStateNotification", "application/json"),
    DIGITAL_TWIN_CHANGE("digitalTwinChangeEvents", "digitalTwinChangeNotification", "application/json-patch+json");

    private final String wireName;
    private final String schema;
    private final String contentType;

    MessageSource(String wireName, String schema, String contentType) {
        this.wireName = wireName;
        this.schema = schema;
        this.contentType = contentType;
    }

    /** The value of {@code iothub-message-source}. */
    public String wireName() {
        return wireName;
    }

    /** Of its bodies. */
    public String contentType() {
        return contentType;
    }

    /** The value of {@code iothub-message-schema}. */
    public String schema() {
        return schema;
    }
}
