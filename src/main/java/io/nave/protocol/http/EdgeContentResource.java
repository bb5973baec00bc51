package io.nave.protocol.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.configurations.ConfigurationContent;
import io.nave.hub.configurations.ConfigurationJson;
import io.nave.hub.configurations.EdgeContents;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.json.TwinText;
import io.smallrye.mutiny.Uni;

/** {@code POST /devices/{id}/applyConfigurationContent}: a deployment to one Edge device (service-protocols §5.15). */
@Path("/devices")
@Singleton
@Tag(name = "Configurations")
public final class EdgeContentResource {

    private final EdgeContents contents;

    EdgeContentResource(EdgeContents contents) {
        this.contents = contents;
    }

    @POST
    @Path("/{id}/applyConfigurationContent")
    @Operation(summary = "Write the content of a deployment to one IoT Edge device, once")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"modulesContent\":{\"$edgeAgent\":{\"properties.desired\":{\"modules\":{}}}}}"))
    @APIResponse(responseCode = "204", description = "Written")
    @APIResponse(responseCode = "400", description = "It is no content for Edge devices, or the device is none")
    @APIResponse(responseCode = "404", description = "There is no such device, or no such module that $edgeAgent does not list")
    public Uni<Response> apply(@PathParam("id") String id, byte[] body, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).requireOne(Permission.REGISTRY_WRITE, Permission.SERVICE_CONNECT);
        ConfigurationContent content = ConfigurationJson.content(TwinText.object(body)).orElseThrow(
                () -> new HubException(ErrorCode.INVALID_CONFIGURATION_CONTENT, "The content has no modulesContent"));
        return contents.apply(new DeviceId(id), content).replaceWith(() -> Response.noContent().build());
    }
}
