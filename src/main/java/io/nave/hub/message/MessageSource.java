package io.nave.hub.message;

/** Where a message comes from, which decides which routes look at it (semantics §1.2). */
public enum MessageSource {
    DEVICE_LIFECYCLE("deviceLifecycleEvents", "deviceLifecycleNotification"),
    TWIN_CHANGE("twinChangeEvents", "twinChangeNotification"),
    DIGITAL_TWIN_CHANGE("digitalTwinChangeEvents", "digitalTwinChangeNotification");

    private final String wireName;
    private final String schema;

    MessageSource(String wireName, String schema) {
        this.wireName = wireName;
        this.schema = schema;
    }

    /** The value of {@code iothub-message-source}. */
    public String wireName() {
        return wireName;
    }

    /** The value of {@code iothub-message-schema}. */
    public String schema() {
        return schema;
    }
}
