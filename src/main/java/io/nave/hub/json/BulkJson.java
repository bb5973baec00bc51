package io.nave.hub.json;

import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.identity.BulkItem;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.ImportMode;
import io.nave.hub.identity.Module;

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
        boolean twin = Stream.of("tags", "properties").anyMatch(name -> saysSomething(json.path(name)));
        return id.module().isPresent()
                ? new BulkItem.OfModule(mode, condition(json), ModuleJson.readWritable(id, json), twin)
                : new BulkItem.OfDevice(mode, condition(json), DeviceJson.readWritable(id.device(), json), twin);
    }

    private static ImportMode mode(String text) {
        return ImportMode.parse(text).orElseThrow(() -> JsonFields.invalid("importMode is one of " + ImportMode.NAMES));
    }

    /** {@code eTag}, which some tools spell {@code etag}, in the forms of If-Match. */
    private static EtagCondition condition(JsonNode json) {
        return EtagCondition.parse(JsonFields.text(json, "eTag").or(() -> JsonFields.text(json, "etag")).orElse(""));
    }

    /** Whether a twin section has content: {@code {"desired":{},"reported":{}}} has none. */
    private static boolean saysSomething(JsonNode section) {
        return section.isObject() ? section.properties().stream()
                .anyMatch(field -> !field.getKey().startsWith("$") && saysSomething(field.getValue()))
                : !section.isMissingNode() && !section.isNull();
    }

    /** The line of a device in an export; {@code withKeys} as the job says. */
    public static ObjectNode write(Device device, boolean withKeys) {
        ObjectNode json = head(device.id());
        json.put("eTag", device.etag().value());
        json.put("status", DeviceJson.status(device.enabled()));
        json.put("statusReason", DeviceJson.nullIfEmpty(device.status().reason()));
        json.set("authentication", withKeys ? CredentialsJson.write(device.credentials())
                : CredentialsJson.writeWithoutKeys(device.credentials()));
        putTwin(json);
        DeviceJson.putScope(json, device.scope());
        return json;
    }

    /** The line of a module in an export. */
    public static ObjectNode write(Module module, boolean withKeys) {
        ObjectNode json = head(module.id().device());
        json.put("moduleId", module.id().module().orElseThrow().value());
        json.put("eTag", module.etag().value());
        json.put("managedBy", DeviceJson.nullIfEmpty(module.managedBy()));
        json.set("authentication", withKeys ? CredentialsJson.write(module.credentials())
                : CredentialsJson.writeWithoutKeys(module.credentials()));
        putTwin(json);
        return json;
    }

    private static ObjectNode head(DeviceId id) {
        return JsonNodeFactory.instance.objectNode().put("id", id.value());
    }

    /** Every twin is empty: nothing can change one yet. */
    private static void putTwin(ObjectNode json) {
        json.put("twinETag", "AAAAAAAAAAE=");
        json.putObject("tags");
        ObjectNode properties = json.putObject("properties");
        properties.putObject("desired");
        properties.putObject("reported");
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

    /** The warning that the twin of an item was left out. */
    public static ObjectNode twinLeftOut(ClientId id) {
        return JsonNodeFactory.instance.objectNode().put("deviceId", id.device().value())
                .put("warningCode", "DeviceRegisteredWithoutTwin")
                .put("warningStatus", "Tags and properties were left out: this hub keeps no twins yet")
                .put("moduleId", id.module().map(DeviceId::value).orElse(null));
    }
}
