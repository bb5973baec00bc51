package io.nave.protocol.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.devicebound.DeviceBoundService;
import io.nave.hub.id.DeviceId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code /devices/{id}/messages/deviceBound}, {@code /devices/{id}/commands}: the queue of a device (service-protocols §5.16).
 */
@Path("/devices")
@Singleton
@Tag(name = "Cloud-to-device messages", description = "Messages that wait for a device, and what became of them.")
public final class DeviceBoundResource {

    private final DeviceBoundService service;

    DeviceBoundResource(DeviceBoundService service) {
        this.service = service;
    }

    @POST
    @Path("/{id}/messages/deviceBound")
    @Operation(summary = "Send a message to a device", description = "The body is that of the message, at most 64 KB with its properties. Beside the headers below: iothub-correlationid, iothub-userid, iothub-contenttype, iothub-contentencoding, and iothub-app-{name} for each application property.")
    @Parameter(name = "iothub-messageid", in = ParameterIn.HEADER, description = "Names the message in feedback")
    @Parameter(name = "iothub-ack", in = ParameterIn.HEADER, description = "Which feedback is wanted: none, positive, negative or full")
    @Parameter(name = "iothub-expiry", in = ParameterIn.HEADER, description = "When the message expires, as 2026-01-31T12:00:00Z")
    @APIResponse(responseCode = "204", description = "It is stored, and the device is woken")
    @APIResponse(responseCode = "400", description = "A header is not what it must be")
    @APIResponse(responseCode = "403", description = "The queue of the device is full, or the expiry time is over")
    @APIResponse(responseCode = "404", description = "There is no such device, or it is disabled")
    @APIResponse(responseCode = "413", description = "The message has more than 64 KB")
    public Uni<Response> send(@PathParam("id") String id, byte[] body, @Context SecurityContext security,
            @Context HttpServerRequest http) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return service.send(new DeviceId(id), MessageHeaders.read(http.headers(), body))
                .replaceWith(() -> Response.noContent().build());
    }

    @DELETE
    @Path("/{id}/commands")
    @Operation(summary = "Purge the queue of a device")
    @APIResponse(responseCode = "200", description = "How many messages there were")
    @APIResponse(responseCode = "404", description = "There is no such device, or it is disabled")
    public Uni<Response> purge(@PathParam("id") String id, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        DeviceId device = new DeviceId(id);
        return service.purge(device).map(count -> WireJson.ok(purged(device, count)).build());
    }

    private static JsonNode purged(DeviceId device, long count) {
        return JsonNodeFactory.instance.objectNode().put("deviceId", device.value()).putNull("moduleId")
                .put("totalMessagesPurged", count);
    }
}
