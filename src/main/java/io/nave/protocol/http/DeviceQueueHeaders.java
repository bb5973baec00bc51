package io.nave.protocol.http;

import java.util.List;
import java.util.Map;

import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.WireTime;
import io.nave.hub.message.SystemProperty;
import io.vertx.core.MultiMap;

/**
 * The properties of a cloud-to-device message as headers of the answer that brings it (device-protocols §3.4), in exactly these
 * spellings: the C SDK compares names byte by byte. What has no value is left out.
 */
final class DeviceQueueHeaders {

    private static final List<Map.Entry<String, SystemProperty>> SYSTEM = List.of(
            Map.entry("iothub-messageid", SystemProperty.MESSAGE_ID),
            Map.entry("iothub-correlationid", SystemProperty.CORRELATION_ID),
            Map.entry("iothub-userid", SystemProperty.USER_ID),
            Map.entry("iothub-contenttype", SystemProperty.CONTENT_TYPE),
            Map.entry("iothub-contentencoding", SystemProperty.CONTENT_ENCODING),
            Map.entry("ContentType", SystemProperty.CONTENT_TYPE),
            Map.entry("ContentEncoding", SystemProperty.CONTENT_ENCODING));

    private DeviceQueueHeaders() {
    }

    static void write(DeviceId device, LockedMessage locked, MultiMap headers) {
        DeviceBoundMessage message = locked.message();
        headers.set("ETag", "\"" + locked.token() + "\"");
        headers.set("iothub-sequencenumber", Long.toString(locked.sequenceNumber()));
        headers.set("iothub-enqueuedtime", WireTime.of(locked.enqueuedAt()));
        headers.set("iothub-deliverycount", Integer.toString(locked.deliveryCount()));
        headers.set("iothub-to", HeaderText.value("/devices/" + device + "/messages/deviceBound"));
        message.expiry().ifPresent(expiry -> headers.set("iothub-expiry", WireTime.of(expiry)));
        SYSTEM.forEach(header -> set(headers, header.getKey(), message.system().getOrDefault(header.getValue(), "")));
        if (message.system().containsKey(SystemProperty.ACK)) {
            headers.set("iothub-ack", message.acknowledgement().wireName());
        }
        message.application().forEach((name, value) -> addApplicationProperty(headers, name, value));
    }

    private static void set(MultiMap headers, String name, String value) {
        if (!value.isEmpty()) {
            headers.set(name, HeaderText.value(value));
        }
    }

    /** Added, not set: names that differ in nothing but case are two properties. */
    private static void addApplicationProperty(MultiMap headers, String name, String value) {
        if (!name.isEmpty()) {
            headers.add(HeaderText.APPLICATION + HeaderText.name(name), HeaderText.value(value));
        }
    }
}
