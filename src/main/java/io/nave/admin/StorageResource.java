package io.nave.admin;

import java.time.Duration;
import java.time.format.DateTimeParseException;

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
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.blobs.ContainerGrant;
import io.nave.hub.blobs.ContainerGrants;
import io.nave.hub.id.WireTime;
import io.nave.hub.json.JsonFields;
import io.nave.hub.json.JsonText;

/** {@code /admin/storage}: the container where uploaded files lie. */
@Path("/admin/storage")
@Singleton
@Tag(name = "Storage", description = "The container where the files lie that devices upload; import and export jobs may use it too.")
public final class StorageResource {

    private static final String EXAMPLE = "{\"permissions\":\"rwd\",\"expiresIn\":\"PT1H\"}";

    private final ContainerGrants grants;

    StorageResource(ContainerGrants grants) {
        this.grants = grants;
    }

    @POST
    @Path("/signatures")
    @Operation(summary = "Sign for the whole container", description = "The answer's containerUri is the container with a"
            + " signature in its query (a service SAS): whoever has it may do to every blob what the permissions say. Give it to a"
            + " job as inputBlobContainerUri or outputBlobContainerUri, which need r, w and d, or to a storage client.")
    @RequestBody(description = "permissions: some of r, c, w, d, l; rwd if not given. expiresIn: PT1M to P7D; an hour if not given", content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = EXAMPLE))
    @APIResponse(responseCode = "200", description = "containerUri, permissions and expiresAt")
    @APIResponse(responseCode = "400", description = "No such permission, not a time, or this hub has no storage")
    public Response sign(byte[] body, @Context SecurityContext security) {
        AdminCall.operator(security);
        JsonNode json = body.length == 0 ? JsonNodeFactory.instance.objectNode() : JsonText.object(body);
        ContainerGrant grant = grants.grant(JsonFields.text(json, "permissions").orElse(ContainerGrants.FOR_JOBS),
                JsonFields.text(json, "expiresIn").map(StorageResource::duration).orElse(ContainerGrants.USUAL));
        return AdminCall.answer(json(grant));
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw JsonFields.invalid("expiresIn is a time such as PT1H or P7D");
        }
    }

    private static ObjectNode json(ContainerGrant grant) {
        return JsonNodeFactory.instance.objectNode().put("containerUri", grant.uri()).put("permissions", grant.rights())
                .put("expiresAt", WireTime.of(grant.expiresAt()));
    }
}
