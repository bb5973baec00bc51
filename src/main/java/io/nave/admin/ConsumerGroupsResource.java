package io.nave.admin;

import java.util.List;

import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.eventlog.ConsumerGroupService;
import io.smallrye.mutiny.Uni;

/** {@code /admin/consumer-groups}: the consumer groups of the built-in endpoint. */
@Path("/admin/consumer-groups")
@Singleton
@Tag(name = "Consumer groups", description = "Each back end that reads all telemetry by itself has a consumer group.")
public final class ConsumerGroupsResource {

    private static final String JSON = "application/json; charset=utf-8";

    private final ConsumerGroupService groups;

    ConsumerGroupsResource(ConsumerGroupService groups) {
        this.groups = groups;
    }

    @GET
    @Operation(summary = "List the consumer groups, $Default first")
    @APIResponse(responseCode = "200", description = "An array of names")
    public Uni<Response> list(@Context SecurityContext security) {
        requireOperator(security);
        return groups.list().map(ConsumerGroupsResource::array);
    }

    @PUT
    @Path("/{name}")
    @Operation(summary = "Create a consumer group")
    @APIResponse(responseCode = "201", description = "Created")
    @APIResponse(responseCode = "200", description = "It was there already")
    @APIResponse(responseCode = "400", description = "Not a name for a consumer group, or there are 20 already")
    public Uni<Response> create(@PathParam("name") String name, @Context SecurityContext security) {
        requireOperator(security);
        return groups.create(name).map(isNew -> group(isNew ? 201 : 200, name));
    }

    @DELETE
    @Path("/{name}")
    @Operation(summary = "Delete a consumer group")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "400", description = "$Default cannot be deleted")
    @APIResponse(responseCode = "404", description = "There is no such group")
    public Uni<Response> delete(@PathParam("name") String name, @Context SecurityContext security) {
        requireOperator(security);
        return groups.delete(name).replaceWith(() -> Response.noContent().build());
    }

    private static void requireOperator(SecurityContext security) {
        Caller caller = Caller.of(security.getUserPrincipal());
        caller.require(Permission.REGISTRY_WRITE);
        caller.require(Permission.SERVICE_CONNECT);
    }

    private static Response array(List<String> names) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        names.forEach(array::add);
        return Response.ok(array.toString()).type(JSON).build();
    }

    private static Response group(int status, String name) {
        return Response.status(status).type(JSON)
                .entity(JsonNodeFactory.instance.objectNode().put("name", name).toString()).build();
    }
}
