package io.nave.hub.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.WireTime;
import io.nave.hub.identity.Module;
import io.nave.hub.identity.ModuleRequest;

/** The document of a module (service-protocols §5.7). */
public final class ModuleJson {

    private ModuleJson() {
    }

    public static ObjectNode write(Module module, IdentityState state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("moduleId", module.id().module().orElseThrow().value());
        json.put("managedBy", DeviceJson.nullIfEmpty(module.managedBy()));
        json.put("deviceId", module.id().device().value());
        json.put("generationId", module.generationId());
        json.put("etag", module.etag().value());
        json.put("connectionState", state.connectionState());
        json.put("connectionStateUpdatedTime", WireTime.of(state.presence().updatedAt()));
        json.put("lastActivityTime", WireTime.of(state.presence().lastActivity()));
        json.put("cloudToDeviceMessageCount", state.messages());
        json.set("authentication", CredentialsJson.write(module.credentials()));
        return json;
    }

    /** Reads a document that was sent to the path of {@code id}. Fails with ARGUMENT_INVALID. */
    public static ModuleRequest read(ClientId id, JsonNode json) {
        String device = id.device().value();
        String module = id.module().orElseThrow().value();
        if (!JsonFields.text(json, "deviceId").orElse(device).equals(device)
                || !JsonFields.text(json, "moduleId").orElse(module).equals(module)) {
            throw JsonFields.invalid("deviceId and moduleId must be those in the path");
        }
        return readWritable(id, json);
    }

    static ModuleRequest readWritable(ClientId id, JsonNode json) {
        return new ModuleRequest(id, JsonFields.text(json, "managedBy"), CredentialsJson.read(json));
    }
}
