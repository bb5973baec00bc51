package io.nave.protocol.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
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
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.configurations.ConfigurationId;
import io.nave.hub.configurations.ConfigurationJson;
import io.nave.hub.configurations.ConfigurationRequest;
import io.nave.hub.configurations.ConfigurationService;
import io.nave.hub.configurations.ConfigurationService.QueryErrors;
import io.nave.hub.configurations.MeasuredConfiguration;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.json.JsonText;
import io.nave.hub.json.TwinText;
import io.smallrye.mutiny.Uni;

/** {@code /configurations}: automatic configurations and Edge deployments (service-protocols §5.15). */
@Path("/configurations")
@Singleton
@Tag(name = "Configurations", description = "Desired properties for all devices that meet a condition, and deployments to Edge devices.")
public final class ConfigurationsResource {

    private static final String EXAMPLE = "{\"content\":{\"deviceContent\":{\"properties.desired.interval\":30}},\"targetCondition\":\"tags.site='A'\",\"priority\":10}";

    private final ConfigurationService configurations;

    ConfigurationsResource(ConfigurationService configurations) {
        this.configurations = configurations;
    }

    @PUT
    @Path("/{id}")
    @Operation(summary = "Create a configuration, or change it when If-Match is given; the content stays as it was created")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = EXAMPLE))
    @APIResponse(responseCode = "200", description = "Changed: the document")
    @APIResponse(responseCode = "201", description = "Created: the document")
    @APIResponse(responseCode = "400", description = "The content, the condition or a query cannot be, or the content is another")
    @APIResponse(responseCode = "404", description = "If-Match was given and there is no such configuration")
    @APIResponse(responseCode = "409", description = "If-Match was not given and there is such a configuration")
    @APIResponse(responseCode = "412", description = "The configuration has another etag")
    @APIResponse(responseCode = "413", description = "The hub has as many configurations as it may have")
    public Uni<Response> put(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte[] body, @Context SecurityContext security) {
        requireWrite(security);
        ConfigurationRequest request = ConfigurationJson.read(new ConfigurationId(id), TwinText.object(body));
        EtagCondition condition = EtagCondition.parse(ifMatch);
        return condition.mustExist() ? configurations.update(request, condition.etag()).map(ConfigurationsResource::document)
                : configurations.create(request).map(ConfigurationsResource::created);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get a configuration, its metrics counted now")
    @APIResponse(responseCode = "200", description = "The document")
    @APIResponse(responseCode = "404", description = "There is no such configuration")
    public Uni<Response> get(@PathParam("id") String id, @Context SecurityContext security) {
        requireRead(security);
        return configurations.get(new ConfigurationId(id)).map(ConfigurationsResource::document);
    }

    @GET
    @Operation(summary = "List the configurations, with metrics as they were counted a few minutes ago at most")
    @APIResponse(responseCode = "200", description = "An array of documents, by id")
    public Uni<Response> list(@QueryParam("top") @Nullable String top, @Context SecurityContext security) {
        requireRead(security);
        return configurations.list(WireJson.top(top))
                .map(list -> WireJson.array(list.stream().map(ConfigurationJson::write).toList()))
                .map(array -> WireJson.ok(array).build());
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a configuration; what it set is taken back soon after")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "There is no such configuration")
    @APIResponse(responseCode = "412", description = "The configuration has another etag")
    public Uni<Response> delete(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Context SecurityContext security) {
        requireWrite(security);
        return configurations.delete(new ConfigurationId(id), EtagCondition.parse(ifMatch).etag())
                .replaceWith(() -> Response.noContent().build());
    }

    @POST
    @Path("/testQueries")
    @Operation(summary = "Try a target condition and queries for metrics")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"targetCondition\":\"tags.site='A'\",\"customMetricQueries\":{\"ok\":\"SELECT deviceId FROM devices\"}}"))
    @APIResponse(responseCode = "200", description = "What is wrong with them, if anything")
    public Uni<Response> testQueries(byte[] body, @Context SecurityContext security) {
        requireRead(security);
        JsonNode json = JsonText.object(body);
        return configurations.test(ConfigurationJson.readCondition(json), ConfigurationJson.readQueries(json))
                .map(errors -> WireJson.ok(json(errors)).build());
    }

    private static ObjectNode json(QueryErrors errors) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("targetConditionError", errors.condition().orElse(null));
        ObjectNode queries = json.putObject("customMetricQueryErrors");
        errors.queries().forEach(queries::put);
        return json;
    }

    private static void requireRead(SecurityContext security) {
        Caller.of(security.getUserPrincipal()).requireOne(Permission.REGISTRY_READ, Permission.SERVICE_CONNECT);
    }

    private static void requireWrite(SecurityContext security) {
        Caller.of(security.getUserPrincipal()).requireOne(Permission.REGISTRY_WRITE, Permission.SERVICE_CONNECT);
    }

    private static Response created(MeasuredConfiguration configuration) {
        return Response.fromResponse(document(configuration)).status(Response.Status.CREATED).build();
    }

    private static Response document(MeasuredConfiguration configuration) {
        return WireJson.versioned(ConfigurationJson.write(configuration), configuration.configuration().etag());
    }
}
