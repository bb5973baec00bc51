package io.nave.protocol.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.connections.PresenceStore;
import io.nave.hub.identity.IdentityRegistry;
import io.nave.hub.identity.IdentityStore.DeviceCounts;
import io.smallrye.mutiny.Uni;

/** {@code /statistics}: how many devices there are, and how many are connected (service-protocols §5.12). */
@Path("/statistics")
@Singleton
@Tag(name = "Statistics", description = "How many devices there are, and how many are connected.")
public final class StatisticsResource {

    private final IdentityRegistry registry;
    private final PresenceStore presence;

    StatisticsResource(IdentityRegistry registry, PresenceStore presence) {
        this.registry = registry;
        this.presence = presence;
    }

    @GET
    @Path("/devices")
    @Operation(summary = "How many devices there are")
    @APIResponse(responseCode = "200", description = "All, enabled and disabled devices")
    public Uni<Response> devices(@Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_READ);
        return registry.count().map(StatisticsResource::json).map(json -> WireJson.ok(json).build());
    }

    /** The Java client reads {@code enableDeviceCount}, all others {@code enabledDeviceCount} (semantics §9.1). */
    private static ObjectNode json(DeviceCounts counts) {
        return JsonNodeFactory.instance.objectNode()
                .put("totalDeviceCount", counts.total())
                .put("enabledDeviceCount", counts.enabled())
                .put("enableDeviceCount", counts.enabled())
                .put("disabledDeviceCount", counts.total() - counts.enabled());
    }

    @GET
    @Path("/service")
    @Operation(summary = "How many devices are connected")
    @APIResponse(responseCode = "200", description = "Devices with a live connection, modules not counted")
    public Uni<Response> service(@Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return presence.count().map(count -> JsonNodeFactory.instance.objectNode().put("connectedDeviceCount", count))
                .map(json -> WireJson.ok(json).build());
    }
}
