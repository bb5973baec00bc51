package io.nave.admin;

import java.util.function.UnaryOperator;

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

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.access.AccessRules;
import io.nave.hub.access.DeviceLists;
import io.nave.hub.access.Peer;
import io.nave.hub.access.VersionedRules;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.rules.AccessRulesJson;
import io.nave.hub.rules.AccessRulesService;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/** {@code /admin/access-rules}: who is kept out whatever they can prove. */
@Path("/admin")
@Singleton
@Tag(name = "Access rules", description = "Switches, lists of devices and certificates, and the IP filter. A change ends the live connections that it no longer covers.")
public final class AccessRulesResource {

    private static final String EXAMPLE = """
            {"disableLocalAuth":false,"disableDeviceSAS":false,"disableModuleSAS":false,
             "allowedDevices":[],"deniedDevices":["stolen-1"],
             "deniedCertificates":[{"thumbprint":"0123456789ABCDEF0123456789ABCDEF01234567"},
                                   {"issuer":"CN=Factory CA,O=Acme","serialNumber":"0A1B"}],
             "networkRuleSets":{"defaultAction":"Deny","applyToBuiltInEventHubEndpoint":true,
                                "ipRules":[{"filterName":"factory","action":"Allow","ipMask":"10.0.0.0/8"}]}}""";

    private final AccessRulesService rules;

    AccessRulesResource(AccessRulesService rules) {
        this.rules = rules;
    }

    @GET
    @Path("/access-rules")
    @Operation(summary = "Get the access rules")
    @APIResponse(responseCode = "200", description = "The document; its version is in ETag")
    public Uni<Response> get(@Context SecurityContext security) {
        AdminCall.operator(security);
        return rules.get().map(AccessRulesResource::document);
    }

    @PUT
    @Path("/access-rules")
    @Operation(summary = "Replace the access rules", description = "What is left out is as in a hub without rules; an unknown field is refused. An empty list of allowed devices allows all; denied ones are denied in any case, with their modules. The first IP rule that holds an address decides.")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = EXAMPLE))
    @APIResponse(responseCode = "200", description = "The document as it is stored now")
    @APIResponse(responseCode = "400", description = "Not such a document, or it would lock everybody out, or the caller's own address (then force=true)")
    @APIResponse(responseCode = "412", description = "The rules have another ETag than If-Match says")
    public Uni<Response> put(@HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @QueryParam("force") @Nullable String force, byte[] body, @Context SecurityContext security,
            @Context HttpServerRequest http) {
        AdminCall.operator(security);
        AccessRules wanted = AccessRulesJson.read(AdminCall.read(body));
        return rules.replace(wanted, EtagCondition.parse(ifMatch), peer(http), "true".equals(force))
                .map(AccessRulesResource::document);
    }

    @PUT
    @Path("/denied-devices/{id}")
    @Operation(summary = "Deny one device and its modules, whatever else changes meanwhile")
    @APIResponse(responseCode = "200", description = "It is denied; all access rules as they are stored now")
    @APIResponse(responseCode = "400", description = "Not a device id, or 10000 are denied already")
    public Uni<Response> deny(@PathParam("id") String id, @Context SecurityContext security) {
        DeviceId device = device(security, id);
        return change(lists -> lists.deny(device));
    }

    @DELETE
    @Path("/denied-devices/{id}")
    @Operation(summary = "Deny one device no longer")
    @APIResponse(responseCode = "200", description = "It is not denied; all access rules as they are stored now")
    public Uni<Response> undeny(@PathParam("id") String id, @Context SecurityContext security) {
        DeviceId device = device(security, id);
        return change(lists -> lists.undeny(device));
    }

    @PUT
    @Path("/allowed-devices/{id}")
    @Operation(summary = "Put one device on the list of allowed ones; the first entry shuts out all others")
    @APIResponse(responseCode = "200", description = "It is allowed; all access rules as they are stored now")
    @APIResponse(responseCode = "400", description = "Not a device id, or 10000 are allowed already")
    public Uni<Response> allow(@PathParam("id") String id, @Context SecurityContext security) {
        DeviceId device = device(security, id);
        return change(lists -> lists.allow(device));
    }

    @DELETE
    @Path("/allowed-devices/{id}")
    @Operation(summary = "Take one device off the list of allowed ones")
    @APIResponse(responseCode = "200", description = "It is not on it; all access rules as they are stored now")
    @APIResponse(responseCode = "400", description = "It is the last one: an empty list would let in all devices")
    public Uni<Response> disallow(@PathParam("id") String id, @Context SecurityContext security) {
        DeviceId device = device(security, id);
        return change(lists -> lists.disallow(device));
    }

    private static DeviceId device(SecurityContext security, String id) {
        AdminCall.operator(security);
        return new DeviceId(id);
    }

    private Uni<Response> change(UnaryOperator<DeviceLists> change) {
        return rules.changeDevices(change).map(AccessRulesResource::document);
    }

    private static Peer peer(HttpServerRequest http) {
        String host = http.remoteAddress() == null ? null : http.remoteAddress().hostAddress();
        return host == null ? Peer.UNKNOWN : new Peer(host);
    }

    private static Response document(VersionedRules stored) {
        ObjectNode json = AccessRulesJson.write(stored.rules());
        return AdminCall.answer(200, json, stored.etag());
    }
}
