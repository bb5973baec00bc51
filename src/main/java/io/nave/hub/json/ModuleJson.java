package io.nave.hub.json;

import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.WireTime;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.Module;
import io.nave.hub.identity.ModuleRequest;

/** The document of a module (service-protocols §5.7). */
public final class ModuleJson {

    private ModuleJson() {
    }

    /** {@code connectedSince} is empty when the module is not connected. */
    public static ObjectNode write(Module module, Optional<Instant> connectedSince) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("moduleId", module.id().module().orElseThrow().value());
        json.put("managedBy", DeviceJson.nullIfEmpty(module.managedBy()));
        json.put("deviceId", module.id().device().value());
        json.put("generationId", module.generationId());
        json.put("etag", module.etag().value());
        json.put("connectionState", DeviceJson.state(connectedSince));
        json.put("connectionStateUpdatedTime", WireTime.of(connectedSince.orElse(Device.NEVER)));
        json.put("lastActivityTime", WireTime.of(Device.NEVER));
        json.put("cloudToDeviceMessageCount", 0);
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
