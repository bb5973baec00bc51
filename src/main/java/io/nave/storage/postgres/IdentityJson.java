package io.nave.storage.postgres;

import java.util.Collection;
import java.util.List;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.Module;
import io.nave.hub.notification.Notification;

/**
 * Identities as one JSON parameter of a statement, which makes rows of it: so a statement takes any number of them in one round
 * trip. The names are those of the columns.
 */
@Singleton
final class IdentityJson {

    private final KeyVault vault;

    IdentityJson(KeyVault vault) {
        this.vault = vault;
    }

    String devices(Collection<Device> devices) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        devices.forEach(device -> rows.add(device(device)));
        return rows.toString();
    }

    private ObjectNode device(Device device) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("device_id", device.id().value());
        row.put("generation_id", device.generationId());
        row.put("etag", device.etag().value());
        row.put("enabled", device.enabled());
        row.put("status_reason", device.status().reason());
        if (!device.status().updatedAt().equals(Device.NEVER)) {
            row.put("status_updated_at", device.status().updatedAt().toString());
        }
        put(row, CredentialColumns.of(device.credentials(), vault, device.id().value()));
        row.put("iot_edge", device.scope().iotEdge());
        row.put("device_scope", device.scope().deviceScope());
        ArrayNode parents = row.putArray("parent_scopes");
        device.scope().parentScopes().forEach(parents::add);
        return row;
    }

    String modules(Collection<Module> modules) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        modules.forEach(module -> rows.add(module(module)));
        return rows.toString();
    }

    private ObjectNode module(Module module) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("device_id", module.id().device().value());
        row.put("module_id", module.id().module().orElseThrow().value());
        row.put("generation_id", module.generationId());
        row.put("etag", module.etag().value());
        row.put("managed_by", module.managedBy());
        put(row, CredentialColumns.of(module.credentials(), vault, module.id().toString()));
        return row;
    }

    private static void put(ObjectNode row, CredentialColumns columns) {
        row.put("authentication", columns.authentication);
        row.put("primary_key", columns.primaryKey);
        row.put("secondary_key", columns.secondaryKey);
        row.put("primary_thumbprint", columns.primaryThumbprint);
        row.put("secondary_thumbprint", columns.secondaryThumbprint);
    }

    static String notifications(List<Notification> notifications) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        notifications.forEach(notification -> rows.add(notification(notification)));
        return rows.toString();
    }

    private static ObjectNode notification(Notification notification) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("source", notification.source().name());
        row.put("device_id", notification.client().device().value());
        row.put("module_id", notification.client().module().map(DeviceId::value).orElse(""));
        row.put("generation_id", notification.generationId());
        row.put("op_type", notification.opType());
        row.put("occurred_at", notification.at().toString());
        row.put("body", notification.body());
        return row;
    }
}
