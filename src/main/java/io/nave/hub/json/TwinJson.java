package io.nave.hub.json;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.id.WireTime;
import io.nave.hub.identity.BulkTwin;
import io.nave.hub.twins.Twin;
import io.nave.hub.twins.TwinDocument;
import io.nave.hub.twins.TwinIdentity;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinProperties;
import io.nave.hub.twins.TwinSection;
import io.nave.hub.twins.TwinStore.DeviceView;
import io.nave.hub.twins.TwinWrite;

/**
 * The documents of twins: as back ends read and write them (service-protocols §5.8, §5.9), and as devices do (device-protocols
 * §1.11.2).
 */
public final class TwinJson {

    private TwinJson() {
    }

    public static ObjectNode write(TwinDocument document, IdentityState state) {
        Twin twin = document.twin();
        ObjectNode json = ids(twin.client());
        json.put("etag", twin.etag().value());
        putIdentity(json, document.identity(), state);
        json.put("modelId", twin.modelId());
        json.put("version", twin.version());
        if (!document.configurations().isEmpty()) {
            json.set("configurations", document.configurations());
        }
        json.set("tags", twin.tags());
        ObjectNode properties = json.putObject("properties");
        properties.set("desired", properties(twin.desired()));
        properties.set("reported", properties(twin.reported()));
        putScope(json, document.identity().scope());
        return json;
    }

    private static ObjectNode ids(ClientId client) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("deviceId", client.device().value());
        client.module().map(DeviceId::value).ifPresent(module -> json.put("moduleId", module));
        return json;
    }

    private static void putIdentity(ObjectNode json, TwinIdentity identity, IdentityState state) {
        json.put("deviceEtag", identity.etag().value());
        json.put("status", DeviceJson.status(identity.status().enabled()));
        if (!identity.status().reason().isEmpty()) {
            json.put("statusReason", identity.status().reason());
        }
        json.put("statusUpdateTime", WireTime.of(identity.status().updatedAt()));
        json.put("connectionState", state.connectionState());
        json.put("lastActivityTime", WireTime.of(state.presence().lastActivity()));
        json.put("cloudToDeviceMessageCount", state.messages());
        json.put("authenticationType", identity.authentication());
        json.putObject("x509Thumbprint")
                .put("primaryThumbprint", DeviceJson.nullIfEmpty(identity.thumbprints().primary()))
                .put("secondaryThumbprint", DeviceJson.nullIfEmpty(identity.thumbprints().secondary()));
    }

    /** The Java client fails on members that are null (service-protocols §5.8). */
    private static void putScope(ObjectNode json, TwinIdentity.Scope scope) {
        json.putObject("capabilities").put("iotEdge", scope.iotEdge());
        if (!scope.deviceScope().isEmpty()) {
            json.put("deviceScope", scope.deviceScope());
        }
        if (!scope.parentScopes().isEmpty()) {
            scope.parentScopes().forEach(json.putArray("parentScopes")::add);
        }
    }

    private static ObjectNode properties(TwinProperties properties) {
        ObjectNode json = properties.content().deepCopy();
        json.set("$metadata", properties.metadata());
        return json.put("$version", properties.version());
    }

    /** The whole of what a device sees: no metadata, no tags, nothing of its identity. */
    public static String write(DeviceView view) {
        return "{\"desired\":" + versioned(view.desired(), view.desiredVersion()) + ",\"reported\":"
                + versioned(view.reported(), view.reportedVersion()) + "}";
    }

    /** A JSON object with its version as its last member; {@code object} is a JSON text. */
    public static String versioned(String object, long version) {
        String members = object.substring(0, object.lastIndexOf('}')).stripTrailing();
        return members + (members.endsWith("{") ? "" : ",") + "\"$version\":" + version + "}";
    }

    /**
     * Reads a change that merges: sections that are left out, null or empty stay, and whatever cannot be written is ignored.
     * Fails with ARGUMENT_INVALID or TWIN_TOO_LARGE.
     */
    public static TwinWrite readPatch(JsonNode json) {
        return new TwinWrite(content(json, TwinSection.TAGS), content(json, TwinSection.DESIRED), false);
    }

    /** Reads a change that replaces: sections that are left out or null stay, empty ones become empty. Fails like a patch. */
    public static TwinWrite readReplacement(JsonNode json) {
        return new TwinWrite(section(json, TwinSection.TAGS), section(json, TwinSection.DESIRED), true);
    }

    private static Optional<TwinPatch> section(JsonNode json, TwinSection section) {
        return object(json, section).map(content -> TwinPatch.of(section, content));
    }

    private static Optional<JsonNode> object(JsonNode json, TwinSection section) {
        return switch (section) {
            case TAGS -> JsonFields.object(json, "tags");
            case DESIRED -> JsonFields.object(json, "properties").flatMap(all -> JsonFields.object(all, "desired"));
            case REPORTED -> JsonFields.object(json, "properties").flatMap(all -> JsonFields.object(all, "reported"));
        };
    }

    private static Optional<TwinPatch> content(JsonNode json, TwinSection section) {
        return section(json, section).filter(patch -> !patch.isEmpty());
    }

    /** Reads what a bulk item says of the twin (semantics §7.3). Fails with ARGUMENT_INVALID or TWIN_TOO_LARGE. */
    static BulkTwin readBulk(JsonNode json, EtagCondition condition) {
        return new BulkTwin(content(json, TwinSection.TAGS), content(json, TwinSection.DESIRED),
                content(json, TwinSection.REPORTED), condition);
    }

    /** The twin as a line of an export has it: what it holds, without metadata. */
    static void putBulk(ObjectNode json, Twin twin) {
        json.put("twinETag", twin.etag().value());
        json.set("tags", twin.tags());
        ObjectNode properties = json.putObject("properties");
        properties.set("desired", twin.desired().content());
        properties.set("reported", twin.reported().content());
    }
}
