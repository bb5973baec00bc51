package io.nave.hub.json;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.identity.ScopePage;

/**
 * What a gateway is told of those in its scope (semantics §7.5): of the documents of devices and modules what does not change
 * by itself.
 */
public final class ScopeJson {

    private static final List<String> FIELDS = List.of("deviceId", "moduleId", "managedBy", "generationId", "etag", "status",
            "statusReason", "statusUpdatedTime", "authentication", "capabilities", "deviceScope", "parentScopes");

    private ScopeJson() {
    }

    /** With {@code link} as where the rest is; all three fields are there, whether or not there is anything in them. */
    public static ObjectNode write(ScopePage page, @Nullable String link) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode devices = json.putArray("devices");
        page.devices().forEach(device -> devices.add(DeviceJson.write(device, IdentityState.UNKNOWN).retain(FIELDS)));
        ArrayNode modules = json.putArray("modules");
        page.modules().forEach(module -> modules.add(ModuleJson.write(module, IdentityState.UNKNOWN).retain(FIELDS)));
        return json.put("continuationLink", link);
    }
}
