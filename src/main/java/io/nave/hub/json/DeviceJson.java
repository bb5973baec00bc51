package io.nave.hub.json;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.WireTime;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceRequest;
import io.nave.hub.identity.EdgeRequest;
import io.nave.hub.identity.EdgeScope;

/**
 * The document of a device (service-protocols §5.1): written with all its fields; of what clients send only the writable ones
 * are read.
 */
public final class DeviceJson {

    private DeviceJson() {
    }

    public static ObjectNode write(Device device, IdentityState state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("deviceId", device.id().value());
        json.put("generationId", device.generationId());
        json.put("etag", device.etag().value());
        json.put("connectionState", state.connectionState());
        json.put("status", status(device.enabled()));
        json.put("statusReason", nullIfEmpty(device.status().reason()));
        json.put("connectionStateUpdatedTime", WireTime.of(state.presence().updatedAt()));
        json.put("statusUpdatedTime", WireTime.of(device.status().updatedAt()));
        json.put("lastActivityTime", WireTime.of(state.presence().lastActivity()));
        json.put("cloudToDeviceMessageCount", state.messages());
        json.set("authentication", CredentialsJson.write(device.credentials()));
        putScope(json, device.scope());
        return json;
    }

    static void putScope(ObjectNode json, EdgeScope scope) {
        json.putObject("capabilities").put("iotEdge", scope.iotEdge());
        json.put("deviceScope", nullIfEmpty(scope.deviceScope()));
        ArrayNode parents = json.putArray("parentScopes");
        scope.parentScopes().forEach(parents::add);
    }

    static String status(boolean enabled) {
        return enabled ? "enabled" : "disabled";
    }

    static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    /**
     * Reads a document that was sent to the path of {@code id}; read-only and unknown fields are ignored. Fails with
     * ARGUMENT_INVALID.
     */
    public static DeviceRequest read(DeviceId id, JsonNode json) {
        if (!JsonFields.text(json, "deviceId").orElse(id.value()).equals(id.value())) {
            throw JsonFields.invalid("deviceId must be the one in the path");
        }
        return readWritable(id, json);
    }

    static DeviceRequest readWritable(DeviceId id, JsonNode json) {
        return new DeviceRequest(id, JsonFields.text(json, "status").map(DeviceJson::enabled),
                JsonFields.text(json, "statusReason").orElse(""), CredentialsJson.read(json), edge(json));
    }

    /** In any case: the Java client writes {@code Enabled} (service-protocols §5.1). */
    private static boolean enabled(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "enabled" -> true;
            case "disabled" -> false;
            default -> throw JsonFields.invalid("status is enabled or disabled");
        };
    }

    private static EdgeRequest edge(JsonNode json) {
        return new EdgeRequest(JsonFields.object(json, "capabilities").flatMap(c -> JsonFields.bool(c, "iotEdge")),
                JsonFields.text(json, "deviceScope"), JsonFields.texts(json, "parentScopes").filter(p -> !p.isEmpty()));
    }
}
