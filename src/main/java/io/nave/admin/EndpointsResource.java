package io.nave.admin;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
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

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.EtagCondition;
import io.nave.routing.RoutingService;
import io.nave.routing.VersionedRouting;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointJson;
import io.nave.routing.endpoints.EndpointKind;
import io.nave.routing.endpoints.SecretForm;
import io.nave.routing.forwarding.EndpointHealth;
import io.nave.routing.outbox.Outbox;
import io.smallrye.mutiny.Uni;

/** {@code /admin/routing/endpoints}: endpoints of the owner's own, how they are doing, and what they did not take. */
@Path("/admin/routing")
@Singleton
@Tag(name = "Routing")
public final class EndpointsResource {

    private static final String AMQP = """
            {"name":"orders","url":"amqps://broker.example.net:5671","address":"orders","username":"hub","password":"…"}""";
    private static final int MOST_LETTERS = 100;

    private final RoutingService service;
    private final EndpointHealth health;
    private final Outbox outbox;

    EndpointsResource(RoutingService service, EndpointHealth health, Outbox outbox) {
        this.service = service;
        this.health = health;
        this.outbox = outbox;
    }

    @GET
    @Path("/endpoints/{name}")
    @Operation(summary = "Get one endpoint of your own", description = "Secrets stand as ****; put back so, they stay as they are.")
    @APIResponse(responseCode = "200", description = "The endpoint; ETag is that of the routing")
    @APIResponse(responseCode = "404", description = "There is no such endpoint")
    public Uni<Response> get(@PathParam("name") String name, @Context SecurityContext security) {
        AdminCall.operator(security);
        return service.get().map(stored -> answer(name, stored));
    }

    @PUT
    @Path("/endpoints/{kind}/{name}")
    @Operation(summary = "Declare an endpoint, or change the one of that name", description = "kind is amqpAddresses, kafkaTopics, webhooks, storageContainers, eventHubs, serviceBusQueues or serviceBusTopics. One that keeps its name keeps what waits for it; its kind never changes.")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = AMQP))
    @APIResponse(responseCode = "200", description = "The endpoint as it is stored now")
    @APIResponse(responseCode = "400", description = "Not such an endpoint, or there are 10 already")
    @APIResponse(responseCode = "412", description = "The routing has another ETag than If-Match says")
    public Uni<Response> put(@PathParam("kind") String kind, @PathParam("name") String name,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, byte[] body, @Context SecurityContext security) {
        AdminCall.operator(security);
        CustomEndpoint endpoint = EndpointJson.read(kind(kind), AdminCall.named("name", name, body), SecretForm.MASKED);
        return service.putEndpoint(endpoint, EtagCondition.parse(ifMatch)).map(stored -> answer(name, stored));
    }

    private static EndpointKind kind(String name) {
        return Stream.of(EndpointKind.values()).filter(kind -> kind.wireName().equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> new HubException(ErrorCode.ARGUMENT_INVALID, "The kind of an endpoint is one of "
                        + Stream.of(EndpointKind.values()).map(EndpointKind::wireName).collect(Collectors.joining(", "))));
    }

    @DELETE
    @Path("/endpoints/{name}")
    @Operation(summary = "Delete an endpoint of your own", description = "What waits for it, and its dead letters, are gone with it.")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "400", description = "Routes or enrichments still name it")
    @APIResponse(responseCode = "404", description = "There is no such endpoint")
    @APIResponse(responseCode = "412", description = "The routing has another ETag than If-Match says")
    public Uni<Response> delete(@PathParam("name") String name,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, @Context SecurityContext security) {
        AdminCall.operator(security);
        return service.deleteEndpoint(name, EtagCondition.parse(ifMatch)).map(RoutingResource::gone);
    }

    @GET
    @Path("/endpointsHealth")
    @Operation(summary = "How endpoints are doing", description = "healthStatus is unknown, healthy, degraded (took messages again a short time ago), unhealthy (messages wait) or dead (messages go to the dead letters). waiting counts what is stored and not passed by this endpoint, for whichever endpoint it is.")
    @APIResponse(responseCode = "200", description = "One entry for each endpoint of your own")
    public Uni<Response> health(@Context SecurityContext security) {
        AdminCall.operator(security);
        return health.all().map(EndpointStateJson::health).map(AdminCall::answer);
    }

    @GET
    @Path("/endpoints/{name}/deadLetters")
    @Operation(summary = "What an endpoint did not take", description = "Oldest first; after is the number of the last one that you know. Bodies are base64.")
    @APIResponse(responseCode = "200", description = "At most max, which is at most 100")
    @APIResponse(responseCode = "404", description = "There is no such endpoint")
    public Uni<Response> deadLetters(@PathParam("name") String name, @QueryParam("after") @DefaultValue("0") long after,
            @QueryParam("max") @DefaultValue("20") int max, @Context SecurityContext security) {
        AdminCall.operator(security);
        return id(name).chain(id -> outbox.deadLetters(id, after, Math.clamp(max, 1, MOST_LETTERS)))
                .map(EndpointStateJson::deadLetters).map(AdminCall::answer);
    }

    @DELETE
    @Path("/endpoints/{name}/deadLetters")
    @Operation(summary = "Forget what an endpoint did not take", description = "Up to and including the one with this number, which must be given.")
    @APIResponse(responseCode = "200", description = "How many they were")
    @APIResponse(responseCode = "404", description = "There is no such endpoint")
    public Uni<Response> forget(@PathParam("name") String name, @QueryParam("upTo") @DefaultValue("0") long upTo,
            @Context SecurityContext security) {
        AdminCall.operator(security);
        return id(name).chain(id -> outbox.forgetDeadLetters(id, upTo)).map(EndpointStateJson::forgotten)
                .map(AdminCall::answer);
    }

    private Uni<Integer> id(String name) {
        return service.get().map(stored -> stored.document().endpoint(name).id());
    }

    private static Response answer(String name, VersionedRouting stored) {
        return AdminCall.answer(200, EndpointJson.write(stored.document().endpoint(name), SecretForm.MASKED), stored.etag());
    }
}
