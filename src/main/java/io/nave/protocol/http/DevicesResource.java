package io.nave.protocol.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceRequest;
import io.nave.hub.identity.IdentityRegistry;
import io.nave.hub.json.DeviceJson;
import io.nave.hub.json.IdentityState;
import io.nave.hub.json.JsonText;
import io.nave.protocol.http.IdentityStates.Identity;
import io.smallrye.mutiny.Uni;

/** {@code /devices}: the identity registry over REST (service-protocols §5.1–5.4). */
@Path("/devices")
@Singleton
@Tag(name = "Devices", description = "The identity registry: which devices exist and how they prove who they are.")
public final class DevicesResource {

    private final IdentityRegistry registry;
    private final IdentityStates states;

    DevicesResource(IdentityRegistry registry, IdentityStates states) {
        this.registry = registry;
        this.states = states;
    }

    @PUT
    @Path("/{id}")
    @Operation(summary = "Create a device, or replace it when If-Match is given")
    @RequestBody(description = "Keys that are left out are generated", content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"deviceId\":\"sensor-1\",\"status\":\"enabled\"}"))
    @APIResponse(responseCode = "200", description = "The device document")
    @APIResponse(responseCode = "404", description = "If-Match was given and there is no such device")
    @APIResponse(responseCode = "409", description = "If-Match was not given and there is such a device")
    @APIResponse(responseCode = "412", description = "The device has another etag")
    public Uni<Response> put(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte[] body, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_WRITE);
        DeviceRequest request = DeviceJson.read(new DeviceId(id), JsonText.object(body));
        EtagCondition condition = EtagCondition.parse(ifMatch);
        return condition.mustExist() ? registry.update(request, condition.etag()).chain(this::answerChanged)
                : registry.create(request).map(DevicesResource::unknown);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get a device")
    @APIResponse(responseCode = "200", description = "The device document")
    @APIResponse(responseCode = "404", description = "There is no such device")
    public Uni<Response> get(@PathParam("id") String id, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_READ);
        return registry.get(new DeviceId(id)).chain(this::answer);
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a device, its session and its connection")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "There is no such device")
    @APIResponse(responseCode = "412", description = "The device has another etag")
    public Uni<Response> delete(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_WRITE);
        return registry.delete(new DeviceId(id), EtagCondition.parse(ifMatch).etag())
                .replaceWith(() -> Response.noContent().build());
    }

    @GET
    @Operation(summary = "List devices, at most 1000 and in no promised order")
    @APIResponse(responseCode = "200", description = "An array of device documents")
    public Uni<Response> list(@QueryParam("top") @Nullable String top, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_READ);
        return registry.list(WireJson.top(top)).chain(this::answerAll);
    }

    private Uni<Response> answer(Device device) {
        return states.of(identity(device)).map(state -> document(device, state));
    }

    /** The change is stored, so it is answered as done even when nobody knows who is connected. */
    private Uni<Response> answerChanged(Device device) {
        return answer(device).onFailure().recoverWithItem(() -> unknown(device));
    }

    private Uni<Response> answerAll(List<Device> devices) {
        return states.of(devices.stream().map(DevicesResource::identity).toList())
                .map(states -> documents(devices, states)).map(json -> WireJson.ok(json).build());
    }

    private static Response unknown(Device device) {
        return document(device, IdentityState.UNKNOWN);
    }

    private static Response document(Device device, IdentityState state) {
        return WireJson.versioned(DeviceJson.write(device, state), device.etag());
    }

    private static JsonNode documents(List<Device> devices, Map<ClientId, IdentityState> states) {
        return WireJson.array(devices.stream().map(device -> json(device, states)).toList());
    }

    private static ObjectNode json(Device device, Map<ClientId, IdentityState> states) {
        return DeviceJson.write(device, states.getOrDefault(identity(device).client(), IdentityState.UNKNOWN));
    }

    private static Identity identity(Device device) {
        return new Identity(new ClientId(device.id(), Optional.empty()), device.generationId());
    }
}
