package io.nave.protocol.http;

import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.identity.Module;
import io.nave.hub.identity.ModuleRegistry;
import io.nave.hub.identity.ModuleRequest;
import io.nave.hub.json.IdentityState;
import io.nave.hub.json.JsonText;
import io.nave.hub.json.ModuleJson;
import io.nave.protocol.http.IdentityStates.Identity;
import io.smallrye.mutiny.Uni;

/** {@code /devices/{id}/modules}: the modules of a device over REST (service-protocols §5.7). */
@Path("/devices")
@Singleton
@Tag(name = "Modules", description = "Parts of a device that connect by themselves, with credentials of their own.")
public final class ModulesResource {

    private final ModuleRegistry registry;
    private final IdentityStates states;

    ModulesResource(ModuleRegistry registry, IdentityStates states) {
        this.registry = registry;
        this.states = states;
    }

    @PUT
    @Path("/{id}/modules/{module}")
    @Operation(summary = "Create a module, or replace it when If-Match is given")
    @RequestBody(description = "Keys that are left out are generated", content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"deviceId\":\"gateway-1\",\"moduleId\":\"camera\"}"))
    @APIResponse(responseCode = "200", description = "The module document")
    @APIResponse(responseCode = "401", description = "It is a system module of an IoT Edge device, which the hub looks after")
    @APIResponse(responseCode = "404", description = "There is no such device, or If-Match was given and there is no such module")
    @APIResponse(responseCode = "409", description = "If-Match was not given and there is such a module")
    @APIResponse(responseCode = "412", description = "The module has another etag")
    @APIResponse(responseCode = "413", description = "The device has as many modules as it may have")
    public Uni<Response> put(@PathParam("id") String id, @PathParam("module") String module,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, byte[] body, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_WRITE);
        ModuleRequest request = ModuleJson.read(ClientId.of(id, module), JsonText.object(body));
        EtagCondition condition = EtagCondition.parse(ifMatch);
        return condition.mustExist() ? registry.update(request, condition.etag()).chain(this::answerChanged)
                : registry.create(request).map(ModulesResource::unknown);
    }

    @GET
    @Path("/{id}/modules/{module}")
    @Operation(summary = "Get a module")
    @APIResponse(responseCode = "200", description = "The module document")
    @APIResponse(responseCode = "404", description = "There is no such device or module")
    public Uni<Response> get(@PathParam("id") String id, @PathParam("module") String module,
            @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_READ);
        return registry.get(ClientId.of(id, module)).chain(this::answer);
    }

    @GET
    @Path("/{id}/modules")
    @Operation(summary = "List the modules of a device")
    @APIResponse(responseCode = "200", description = "An array of module documents")
    @APIResponse(responseCode = "404", description = "There is no such device")
    public Uni<Response> list(@PathParam("id") String id, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_READ);
        return registry.list(new DeviceId(id)).chain(this::answerAll);
    }

    @DELETE
    @Path("/{id}/modules/{module}")
    @Operation(summary = "Delete a module, its session and its connection")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "401", description = "It is a system module of an IoT Edge device, which the hub looks after")
    @APIResponse(responseCode = "404", description = "There is no such device or module")
    @APIResponse(responseCode = "412", description = "The module has another etag")
    public Uni<Response> delete(@PathParam("id") String id, @PathParam("module") String module,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_WRITE);
        return registry.delete(ClientId.of(id, module), EtagCondition.parse(ifMatch).etag())
                .replaceWith(() -> Response.noContent().build());
    }

    private Uni<Response> answer(Module module) {
        return states.of(identity(module)).map(state -> document(module, state));
    }

    /** The change is stored, so it is answered as done even when nobody knows who is connected. */
    private Uni<Response> answerChanged(Module module) {
        return answer(module).onFailure().recoverWithItem(() -> unknown(module));
    }

    private Uni<Response> answerAll(List<Module> modules) {
        return states.of(modules.stream().map(ModulesResource::identity).toList())
                .map(states -> documents(modules, states)).map(json -> WireJson.ok(json).build());
    }

    private static Response unknown(Module module) {
        return document(module, IdentityState.UNKNOWN);
    }

    private static Response document(Module module, IdentityState state) {
        return WireJson.versioned(ModuleJson.write(module, state), module.etag());
    }

    private static JsonNode documents(List<Module> modules, Map<ClientId, IdentityState> states) {
        return WireJson.array(modules.stream()
                .map(module -> ModuleJson.write(module, states.getOrDefault(module.id(), IdentityState.UNKNOWN))).toList());
    }

    private static Identity identity(Module module) {
        return new Identity(module.id(), module.generationId());
    }
}
