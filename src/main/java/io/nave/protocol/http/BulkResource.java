package io.nave.protocol.http;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.BulkItem;
import io.nave.hub.identity.BulkOutcome;
import io.nave.hub.identity.BulkRegistry;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.ImportMode;
import io.nave.hub.identity.KeyRotation;
import io.nave.hub.identity.KeyRotations;
import io.nave.hub.json.BulkJson;
import io.nave.hub.json.JsonFields;
import io.nave.hub.json.JsonText;
import io.nave.hub.json.TwinText;
import io.nave.hub.limits.HubLimits;
import io.smallrye.mutiny.Uni;

/** {@code POST /devices} and {@code /devices/keys/regenerate}: many identities in one call (service-protocols §5.5, §5.6). */
@Path("/devices")
@Singleton
@Tag(name = "Devices")
public final class BulkResource {

    private static final int BAD_REQUEST = 400;
    private static final int MULTI_STATUS = 207;

    private final BulkRegistry registry;
    private final KeyRotations rotations;

    BulkResource(BulkRegistry registry, KeyRotations rotations) {
        this.registry = registry;
        this.rotations = rotations;
    }

    @POST
    @Operation(summary = "Create, change and delete up to 100 devices and modules, each by its importMode")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.ARRAY), example = "[{\"id\":\"sensor-1\",\"importMode\":\"create\",\"status\":\"enabled\"}]"))
    @APIResponse(responseCode = "200", description = "All were done")
    @APIResponse(responseCode = "400", description = "Some were not; the answer says which and why, and the others were done")
    @APIResponse(responseCode = "413", description = "There are more than 100")
    public Uni<Response> apply(byte[] body, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_WRITE);
        ArrayNode errors = JsonNodeFactory.instance.arrayNode();
        List<BulkItem> items = read(elements(TwinText.array(body)), errors);
        return registry.apply(items).map(outcomes -> answer(outcomes, errors));
    }

    private static List<JsonNode> elements(JsonNode array) {
        if (array.size() > HubLimits.MAX_BULK) {
            throw new HubException(ErrorCode.TOO_MANY_DEVICES, "One call takes at most " + HubLimits.MAX_BULK + " operations");
        }
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }

    /** An item that cannot be read is an error of its own, as long as it says whom it is about. */
    private static List<BulkItem> read(List<JsonNode> elements, ArrayNode errors) {
        List<BulkItem> items = new ArrayList<>();
        for (JsonNode element : elements) {
            ClientId id = BulkJson.idOf(element);
            try {
                items.add(BulkJson.read(element, ImportMode.CREATE_OR_UPDATE));
            } catch (HubException refusal) {
                errors.add(BulkJson.error(id, refusal));
            }
        }
        return items;
    }

    private static Response answer(List<BulkOutcome> outcomes, ArrayNode errors) {
        for (BulkOutcome outcome : outcomes) {
            outcome.refusal().ifPresent(refusal -> errors.add(BulkJson.error(outcome.id(), refusal)));
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("isSuccessful", errors.isEmpty());
        json.set("errors", errors);
        json.putArray("warnings");
        return Response.status(errors.isEmpty() ? 200 : BAD_REQUEST).type(WireJson.MEDIA_TYPE).entity(json.toString()).build();
    }

    @POST
    @Path("/keys/regenerate")
    @Operation(summary = "Make the primary or secondary keys of devices and modules anew, or swap them")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"policyKey\":\"primary\",\"devices\":[{\"id\":\"sensor-1\"}]}"))
    @APIResponse(responseCode = "200", description = "All keys were regenerated; the answer has them")
    @APIResponse(responseCode = "207", description = "Some were not; the answer says which and why")
    public Uni<Response> regenerate(byte[] body, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_WRITE);
        JsonNode json = JsonText.object(body);
        String policyKey = JsonFields.text(json, "policyKey").orElse("");
        List<ClientId> ids = elements(json.path("devices")).stream().map(BulkJson::idOf).toList();
        return rotations.rotate(ids, rotation(policyKey)).map(outcomes -> answerRotated(policyKey, outcomes));
    }

    private static KeyRotation rotation(String text) {
        return switch (text) {
            case "primary" -> KeyRotation.PRIMARY;
            case "secondary" -> KeyRotation.SECONDARY;
            case "swap" -> KeyRotation.SWAP;
            default -> throw JsonFields.invalid("policyKey is primary, secondary or swap");
        };
    }

    private static Response answerRotated(String policyKey, List<KeyRotations.Outcome> outcomes) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("policyKey", policyKey);
        ArrayNode rotated = json.putArray("rotatedKeys");
        ArrayNode errors = json.putArray("errors");
        for (KeyRotations.Outcome outcome : outcomes) {
            switch (outcome) {
                case KeyRotations.Rotated done -> rotated.add(rotated(done.id(), done.keys()));
                case KeyRotations.Refused refused -> errors.add(BulkJson.error(refused.id(), refused.refusal()));
            }
        }
        return Response.status(errors.isEmpty() ? 200 : MULTI_STATUS).type(WireJson.MEDIA_TYPE).entity(json.toString()).build();
    }

    private static ObjectNode rotated(ClientId id, Credentials.SymmetricKeys keys) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id.device().value());
        id.module().map(DeviceId::value).ifPresent(module -> json.put("moduleId", module));
        return json.put("primaryKey", keys.primary()).put("secondaryKey", keys.secondary());
    }
}
