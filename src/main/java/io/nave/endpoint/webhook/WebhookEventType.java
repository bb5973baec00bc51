package io.nave.endpoint.webhook;

import io.nave.endpoint.HubProperties;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageSource;

/**
 * What an event is about: the types of Event Grid (semantics §2.6), and types of ours for the sources that have none there.
 */
enum WebhookEventType {
    TELEMETRY("Microsoft.Devices.DeviceTelemetry", "body"),
    CREATED("Microsoft.Devices.DeviceCreated", "twin"),
    DELETED("Microsoft.Devices.DeviceDeleted", "twin"),
    CONNECTED("Microsoft.Devices.DeviceConnected", "deviceConnectionStateEventInfo"),
    DISCONNECTED("Microsoft.Devices.DeviceDisconnected", "deviceConnectionStateEventInfo"),
    TWIN_CHANGED("Nave.Devices.TwinChanged", "body"),
    DIGITAL_TWIN_CHANGED("Nave.Devices.DigitalTwinChanged", "body"),
    JOB_CHANGED("Nave.Devices.DeviceJobChanged", "body");

    private static final MessageSource[] SOURCES = MessageSource.values();

    private final String wireName;
    private final String bodyField;

    WebhookEventType(String wireName, String bodyField) {
        this.wireName = wireName;
        this.bodyField = bodyField;
    }

    String wireName() {
        return wireName;
    }

    /** Where in {@code data} the body of the message stands. */
    String bodyField() {
        return bodyField;
    }

    /** Whether {@code data} names the hub and the device itself. */
    boolean namesTheDevice() {
        return !bodyField.equals("body");
    }

    /** By where the message comes from, and what it says that happened. */
    static WebhookEventType of(DeviceMessage message) {
        String source = HubProperties.source(message);
        for (MessageSource each : SOURCES) {
            if (each.wireName().equals(source)) {
                return of(each, message.applicationProperties().getOrDefault("opType", ""));
            }
        }
        return TELEMETRY;
    }

    private static WebhookEventType of(MessageSource source, String operation) {
        return switch (source) {
            case DEVICE_LIFECYCLE -> operation.equals("deleteDeviceIdentity") ? DELETED : CREATED;
            case DEVICE_CONNECTION_STATE -> operation.equals("deviceDisconnected") ? DISCONNECTED : CONNECTED;
            case TWIN_CHANGE -> TWIN_CHANGED;
            case DIGITAL_TWIN_CHANGE -> DIGITAL_TWIN_CHANGED;
            case DEVICE_JOB_LIFECYCLE -> JOB_CHANGED;
        };
    }
}
