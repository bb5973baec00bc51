package io.nave.hub.json;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.identity.BulkItem;
import io.nave.hub.identity.BulkTwin;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.ImportMode;
import io.nave.hub.identity.Module;
import io.nave.hub.twins.Twin;

/**
 * One item of a bulk call, which is also one line of devices.txt: ExportImportDevice (service-protocols §5.5, semantics §7.3).
 */
public final class BulkJson {

    private BulkJson() {
    }

    /** Whom an item is about. Fails with ARGUMENT_INVALID. */
    public static ClientId idOf(JsonNode json) {
        DeviceId device = JsonFields.text(json, "id").map(DeviceId::new).orElseThrow(() -> JsonFields.invalid("id is missing"));
        return new ClientId(device, JsonFields.text(json, "moduleId").filter(m -> !m.isEmpty()).map(DeviceId::new));
    }

    /** Reads an item; without a mode it is {@code otherwise}. Fails with ARGUMENT_INVALID. */
    public static BulkItem read(JsonNode json, ImportMode otherwise) {
        ClientId id = idOf(json);
        ImportMode mode = JsonFields.text(json, "importMode").filter(m -> !m.isEmpty()).map(BulkJson::mode).orElse(otherwise);
        BulkTwin twin = TwinJson.readBulk(json, etag(json, "twinETag", "twinEtag"));
        return id.module().isPresent()
                ? new BulkItem.OfModule(mode, condition(json), ModuleJson.readWritable(id, json), twin)
                : new BulkItem.OfDevice(mode, condition(json), DeviceJson.readWritable(id.device(), json), twin);
    }

    private static ImportMode mode(String text) {
        return ImportMode.parse(text).orElseThrow(() -> JsonFields.invalid("importMode is one of " + ImportMode.NAMES));
    }

    /** {@code eTag}, which some tools spell {@code etag}, in the forms of If-Match. */
    private static EtagCondition condition(JsonNode json) {
        return etag(json, "eTag", "etag");
    }

    private static EtagCondition etag(JsonNode json, String name, String otherName) {
        return EtagCondition.parse(JsonFields.text(json, name).or(() -> JsonFields.text(json, otherName)).orElse(""));
    }

    /** The line of a device in an export; {@code withKeys} as the job says, without a twin when that is gone already. */
    public static ObjectNode write(Device device, Optional<Twin> twin, boolean withKeys) {
        ObjectNode json = head(device.id());
        json.put("eTag", device.etag().value());
        json.put("status", DeviceJson.status(device.enabled()));
        json.put("statusReason", DeviceJson.nullIfEmpty(device.status().reason()));
        json.set("authentication", withKeys ? CredentialsJson.write(device.credentials())
                : CredentialsJson.writeWithoutKeys(device.credentials()));
        twin.ifPresent(present -> TwinJson.putBulk(json, present));
        DeviceJson.putScope(json, device.scope());
        return json;
    }

    /** The line of a module in an export. */
    public static ObjectNode write(Module module, Optional<Twin> twin, boolean withKeys) {
        ObjectNode json = head(module.id().device());
        json.put("moduleId", module.id().module().orElseThrow().value());
        json.put("eTag", module.etag().value());
        json.put("managedBy", DeviceJson.nullIfEmpty(module.managedBy()));
        json.set("authentication", withKeys ? CredentialsJson.write(module.credentials())
                : CredentialsJson.writeWithoutKeys(module.credentials()));
        twin.ifPresent(present -> TwinJson.putBulk(json, present));
        return json;
    }

    private static ObjectNode head(DeviceId id) {
        return JsonNodeFactory.instance.objectNode().put("id", id.value());
    }

    /** One error of a bulk answer: {@code operation} is null unless it failed on a module. */
    public static ObjectNode error(ClientId id, HubException refusal) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("deviceId", id.device().value());
        json.put("moduleId", id.module().map(DeviceId::value).orElse(null));
        json.put("errorCode", refusal.code().wireName());
        json.put("errorStatus", refusal.code() == ErrorCode.SERVER_ERROR ? "InternalServerError" : refusal.detail());
        return json.putNull("operation");
    }
}
