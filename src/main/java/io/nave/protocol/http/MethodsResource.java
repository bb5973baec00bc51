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
import io.nave.hub.id.ClientId;
import io.nave.hub.methods.MethodCallJson;
import io.nave.hub.methods.MethodService;
import io.smallrye.mutiny.Uni;

/** {@code /twins/{id}/methods}: direct methods of devices and modules over REST (service-protocols §5.11). */
@Path("/twins")
@Singleton
@Tag(name = "Direct methods", description = "What a connected device is to do now, and what it answers.")
public final class MethodsResource {

    private static final String EXAMPLE = "{\"methodName\":\"reboot\",\"payload\":{\"delay\":5},\"responseTimeoutInSeconds\":30,"
            + "\"connectTimeoutInSeconds\":0}";

    private final MethodService methods;

    MethodsResource(MethodService methods) {
        this.methods = methods;
    }

    @POST
    @Path("/{id}/methods")
    @Operation(summary = "Have a device carry out a method, and wait for what it answers")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = EXAMPLE))
    @APIResponse(responseCode = "200", description = "The device answered; status is its own number")
    @APIResponse(responseCode = "400", description = "The name, the payload or a time-out breaks the rules")
    @APIResponse(responseCode = "403", description = "Too many methods of the device are under way")
    @APIResponse(responseCode = "404", description = "There is no such device, it is disabled, not connected or takes no methods")
    @APIResponse(responseCode = "413", description = "The payload, or the answer, is larger than 128 KB")
    @APIResponse(responseCode = "429", description = "Too many callers wait")
    @APIResponse(responseCode = "502", description = "The device did not answer with JSON")
    @APIResponse(responseCode = "504", description = "The device did not answer in time")
    public Uni<Response> invoke(@PathParam("id") String id, byte[] body, @Context SecurityContext security) {
        return invoke(ClientId.of(id), body, security);
    }

    @POST
    @Path("/{id}/modules/{module}/methods")
    @Operation(summary = "Have a module carry out a method, and wait for what it answers")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = EXAMPLE))
    @APIResponse(responseCode = "200", description = "The module answered; status is its own number")
    @APIResponse(responseCode = "404", description = "There is no such device or module, or it is not connected or takes no methods")
    @APIResponse(responseCode = "504", description = "The module did not answer in time")
    public Uni<Response> invokeOfModule(@PathParam("id") String id, @PathParam("module") String module, byte[] body,
            @Context SecurityContext security) {
        return invoke(ClientId.of(id, module), body, security);
    }

    private Uni<Response> invoke(ClientId client, byte[] body, SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return methods.invoke(MethodCallJson.read(client, body))
                .map(result -> WireJson.ok(MethodJson.write(result)).build());
    }
}
