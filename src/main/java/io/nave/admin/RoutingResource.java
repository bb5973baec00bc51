package io.nave.admin;

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

import io.nave.hub.id.EtagCondition;
import io.nave.routing.Enrichment;
import io.nave.routing.Route;
import io.nave.routing.RoutingJson;
import io.nave.routing.RoutingService;
import io.nave.routing.VersionedRouting;
import io.smallrye.mutiny.Uni;

/** {@code /admin/routing}: where each message goes. */
@Path("/admin/routing")
@Singleton
@Tag(name = "Routing", description = "Routes, the fallback, and enrichments. A change holds on every replica within a second; all of them have one ETag.")
public final class RoutingResource {

    private static final String ROUTE = """
            {"name":"hot","source":"DeviceMessages","condition":"level = 'hot' AND $body.temperature > 50",
             "endpointNames":["events"],"isEnabled":true}""";
    private static final String ENRICHMENT = """
            {"key":"site","value":"$twin.tags.site","endpointNames":["events"]}""";
    private static final String ALL = """
            {"endpoints":{},
             "routes":[{"name":"hot","source":"DeviceMessages","condition":"level = 'hot'","endpointNames":["events"],"isEnabled":true}],
             "fallbackRoute":{"name":"$fallback","source":"DeviceMessages","condition":"true","endpointNames":["events"],"isEnabled":true},
             "enrichments":[{"key":"site","value":"$twin.tags.site","endpointNames":["events"]}]}""";

    private final RoutingService service;

    RoutingResource(RoutingService service) {
        this.service = service;
    }

    @GET
    @Operation(summary = "Get all of the routing")
    @APIResponse(responseCode = "200", description = "The document; its version is in ETag")
    public Uni<Response> get(@Context SecurityContext security) {
        AdminCall.operator(security);
        return service.get().map(RoutingResource::all);
    }

    @PUT
    @Operation(summary = "Replace all of the routing", description = "What is left out is as in a new hub: no route, and telemetry goes to events. An unknown field is refused, and a condition that cannot be compiled, with the place of the mistake.")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = ALL))
    @APIResponse(responseCode = "200", description = "The document as it is stored now")
    @APIResponse(responseCode = "400", description = "Not such a document")
    @APIResponse(responseCode = "412", description = "The routing has another ETag than If-Match says")
    public Uni<Response> put(@HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, byte[] body,
            @Context SecurityContext security) {
        AdminCall.operator(security);
        return service.replace(RoutingJson.read(AdminCall.read(body)), EtagCondition.parse(ifMatch)).map(RoutingResource::all);
    }

    @GET
    @Path("/routes/{name}")
    @Operation(summary = "Get one route")
    @APIResponse(responseCode = "200", description = "The route; ETag is that of the routing")
    @APIResponse(responseCode = "404", description = "There is no such route")
    public Uni<Response> getRoute(@PathParam("name") String name, @Context SecurityContext security) {
        AdminCall.operator(security);
        return service.get().map(stored -> answer(RoutingJson.write(stored.document().route(name)), stored));
    }

    @PUT
    @Path("/routes/{name}")
    @Operation(summary = "Declare a route, or replace it", description = "The name may be left out of the body; if it stands there it is the one of the path.")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = ROUTE))
    @APIResponse(responseCode = "200", description = "The route as it is stored now")
    @APIResponse(responseCode = "400", description = "Not a route, its condition cannot be compiled, or there are 100 routes already")
    @APIResponse(responseCode = "412", description = "The routing has another ETag than If-Match says")
    public Uni<Response> putRoute(@PathParam("name") String name, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte[] body, @Context SecurityContext security) {
        AdminCall.operator(security);
        Route route = RoutingJson.readRoute(AdminCall.named("name", name, body));
        return service.putRoute(route, EtagCondition.parse(ifMatch))
                .map(stored -> answer(RoutingJson.write(stored.document().route(name)), stored));
    }

    @DELETE
    @Path("/routes/{name}")
    @Operation(summary = "Delete a route")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "There is no such route")
    @APIResponse(responseCode = "412", description = "The routing has another ETag than If-Match says")
    public Uni<Response> deleteRoute(@PathParam("name") String name,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, @Context SecurityContext security) {
        AdminCall.operator(security);
        return service.deleteRoute(name, EtagCondition.parse(ifMatch)).map(RoutingResource::gone);
    }

    @PUT
    @Path("/enrichments/{key}")
    @Operation(summary = "Declare an enrichment, or replace it", description = "The value is a text, $iothubname, or a path into the twin of the sender: $twin.tags.…, $twin.properties.desired.…, $twin.properties.reported.…; what the path does not find is added as the text of the path.")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = ENRICHMENT))
    @APIResponse(responseCode = "200", description = "The enrichment as it is stored now")
    @APIResponse(responseCode = "400", description = "Not an enrichment, or there are 10 already")
    @APIResponse(responseCode = "412", description = "The routing has another ETag than If-Match says")
    public Uni<Response> putEnrichment(@PathParam("key") String key,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, byte[] body, @Context SecurityContext security) {
        AdminCall.operator(security);
        Enrichment enrichment = RoutingJson.readEnrichment(AdminCall.named("key", key, body));
        return service.putEnrichment(enrichment, EtagCondition.parse(ifMatch))
                .map(stored -> answer(RoutingJson.write(enrichment), stored));
    }

    @DELETE
    @Path("/enrichments/{key}")
    @Operation(summary = "Delete an enrichment")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "There is no such enrichment")
    @APIResponse(responseCode = "412", description = "The routing has another ETag than If-Match says")
    public Uni<Response> deleteEnrichment(@PathParam("key") String key,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, @Context SecurityContext security) {
        AdminCall.operator(security);
        return service.deleteEnrichment(key, EtagCondition.parse(ifMatch)).map(RoutingResource::gone);
    }

    private static Response all(VersionedRouting stored) {
        return answer(RoutingJson.write(stored.document()), stored);
    }

    private static Response answer(JsonNode json, VersionedRouting stored) {
        return AdminCall.answer(200, json, stored.etag());
    }

    static Response gone(VersionedRouting stored) {
        return Response.noContent().header(HttpHeaders.ETAG, "\"" + stored.etag() + "\"").build();
    }
}
