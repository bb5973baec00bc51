package io.nave.protocol.http;

import java.util.Optional;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
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
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.connections.ConnectionProof.Evidence;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.AuthChain;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.GatewayScopes;
import io.nave.hub.identity.ScopePage;
import io.nave.hub.json.JsonFields;
import io.nave.hub.json.JsonText;
import io.nave.hub.json.ScopeJson;
import io.smallrye.mutiny.Uni;

/**
 * What {@code $edgeHub} asks of the hub about those behind its gateway (device-protocols §7, semantics §7.5). The answers hold
 * keys, so nobody else may ask: no other module, no device and no policy. Its client takes status 400 as "not in my scope any
 * more".
 */
@Path("/devices")
@DeviceCall
@Singleton
@Tag(name = "Gateways", description = "For the module $edgeHub of an IoT Edge device, by a token of its own.")
public final class GatewayScopesResource {

    private final GatewayScopes scopes;

    GatewayScopesResource(GatewayScopes scopes) {
        this.scopes = scopes;
    }

    @GET
    @Path("/{id}/modules/{module}/devicesAndModulesInDeviceScope")
    @Operation(summary = "Devices and modules in the scope of the gateway, page by page")
    @APIResponse(responseCode = "200", description = "devices, modules, and in continuationLink the path of the next page or null")
    @APIResponse(responseCode = "401", description = "It is not $edgeHub of this device that asks")
    public Uni<Response> inScope(@QueryParam("deviceCount") @Nullable String count,
            @QueryParam("continuationToken") @Nullable String token,
            @QueryParam("api-version") @Nullable String version, @Context SecurityContext security) {
        DeviceId gateway = gateway(security);
        int max = count == null || count.isEmpty() ? 0 : WireJson.number("deviceCount", count);
        ScopeLink link = new ScopeLink(gateway, max, version == null ? "" : version);
        return scopes.page(gateway, ScopeLink.parse(token), max).map(page -> answer(page, page.next().map(link::to)));
    }

    @GET
    @Path("/{id}/modules/{module}/deviceAndModuleInDeviceScope")
    @Operation(summary = "One device in the scope of the gateway, with one of its modules when targetModuleId is given")
    @APIResponse(responseCode = "200", description = "devices and modules, each with one entry at most")
    @APIResponse(responseCode = "400", description = "There is none in the scope")
    @APIResponse(responseCode = "401", description = "It is not $edgeHub of this device that asks")
    public Uni<Response> oneInScope(@QueryParam("targetDeviceId") @Nullable String device,
            @QueryParam("targetModuleId") @Nullable String module, @Context SecurityContext security) {
        DeviceId gateway = gateway(security);
        ClientId target = target(Optional.ofNullable(device), Optional.ofNullable(module));
        return scopes.find(gateway, target).map(page -> answer(page, Optional.empty()));
    }

    @POST
    @Path("/{id}/modules/{module}/devicesAndModulesInTargetDeviceScope")
    @Operation(summary = "Devices and modules in the scope of a gateway below this one, page by page")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"pageSize\":100,\"continuationLink\":null,\"authChain\":\"gateway-2;gateway-1\"}"))
    @APIResponse(responseCode = "200", description = "devices, modules, and in continuationLink what to send for the next page")
    @APIResponse(responseCode = "401", description = "It is not $edgeHub of this device that asks, or authChain does not lead up to it")
    public Uni<Response> inTargetScope(byte[] body, @Context SecurityContext security) {
        DeviceId gateway = gateway(security);
        JsonNode json = JsonText.object(body);
        AuthChain chain = chain(json);
        int max = JsonFields.integer(json, "pageSize").orElse(0);
        Optional<ScopePage.Cursor> from = ScopeLink.parse(JsonFields.text(json, "continuationLink").orElse(""));
        return scopes.requireBelow(gateway, chain)
                .chain(() -> scopes.page(chain.target().device(), from, max))
                .map(page -> answer(page, page.next().map(ScopeLink::token)));
    }

    @POST
    @Path("/{id}/modules/{module}/getDeviceAndModuleOnBehalfOf")
    @Operation(summary = "One device in the scope of a gateway below this one, with one of its modules")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"targetDeviceId\":\"leaf-1\",\"targetModuleId\":null,\"authChain\":\"gateway-2;gateway-1\"}"))
    @APIResponse(responseCode = "200", description = "devices and modules, each with one entry at most")
    @APIResponse(responseCode = "400", description = "There is none in the scope")
    @APIResponse(responseCode = "401", description = "It is not $edgeHub of this device that asks, or authChain does not lead up to it")
    public Uni<Response> oneOnBehalfOf(byte[] body, @Context SecurityContext security) {
        DeviceId gateway = gateway(security);
        JsonNode json = JsonText.object(body);
        AuthChain chain = chain(json);
        ClientId target = target(JsonFields.text(json, "targetDeviceId"), JsonFields.text(json, "targetModuleId"));
        return scopes.requireBelow(gateway, chain)
                .chain(() -> scopes.find(chain.target().device(), target))
                .map(page -> answer(page, Optional.empty()));
    }

    /** Whose scope is asked for; fails with IOT_HUB_UNAUTHORIZED unless its own {@code $edgeHub} asks, by a key of its own. */
    private static DeviceId gateway(SecurityContext security) {
        DeviceCaller caller = DeviceCaller.of(security.getUserPrincipal());
        DeviceId device = caller.client().device();
        if (!caller.client().equals(AuthChain.edgeHubOf(device))
                || caller.access().proof().evidence() instanceof Evidence.PolicyKey) {
            throw new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED,
                    "Only $edgeHub of the gateway may ask, by a token of its own");
        }
        return device;
    }

    private static AuthChain chain(JsonNode json) {
        return AuthChain
                .parse(JsonFields.text(json, "authChain").orElseThrow(() -> JsonFields.invalid("authChain is missing")));
    }

    private static ClientId target(Optional<String> device, Optional<String> module) {
        String id = device.filter(text -> !text.isEmpty())
                .orElseThrow(() -> JsonFields.invalid("targetDeviceId is missing"));
        return new ClientId(new DeviceId(id), module.filter(text -> !text.isEmpty()).map(DeviceId::new));
    }

    private static Response answer(ScopePage page, Optional<String> link) {
        return WireJson.ok(ScopeJson.write(page, link.orElse(null))).build();
    }
}
