package io.nave.protocol.http;

import java.net.URI;

import jakarta.inject.Singleton;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.connections.MethodAnswer.Result;
import io.nave.hub.digitaltwins.DigitalTwinService;
import io.nave.hub.digitaltwins.DigitalTwinView;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.json.TwinText;
import io.nave.hub.methods.MethodService;
import io.nave.hub.twins.TwinDocument;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;

/** {@code /digitaltwins}: twins in the words of IoT Plug and Play, over REST (service-protocols §5.17). */
@Path("/digitaltwins")
@Singleton
@Tag(name = "Digital twins", description = "Twins of devices that follow a model: properties, components and commands.")
public final class DigitalTwinsResource {

    private static final int ACCEPTED = 202;

    private final DigitalTwinService twins;
    private final MethodService methods;

    DigitalTwinsResource(DigitalTwinService twins, MethodService methods) {
        this.twins = twins;
        this.methods = methods;
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get the digital twin of a device")
    @APIResponse(responseCode = "200", description = "Its properties and components, with what is desired in $metadata")
    @APIResponse(responseCode = "404", description = "There is no such device")
    public Uni<Response> get(@PathParam("id") String id, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return twins.get(ClientId.of(id)).map(DigitalTwinsResource::answer);
    }

    private static Response answer(TwinDocument document) {
        return WireJson.versioned(DigitalTwinView.of(document.twin()), document.twin().etag());
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Change desired properties by a JSON Patch: add, replace and remove")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.ARRAY), example = "[{\"op\":\"add\",\"path\":\"/targetTemperature\",\"value\":21}]"))
    @APIResponse(responseCode = "202", description = "It is stored, and the device is told")
    @APIResponse(responseCode = "400", description = "The patch breaks the rules; nothing was changed")
    @APIResponse(responseCode = "404", description = "There is no such device")
    @APIResponse(responseCode = "412", description = "The twin has another etag")
    public Uni<Response> patch(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte[] body, @Context SecurityContext security, @Context UriInfo uri) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return twins.update(ClientId.of(id), TwinText.array(body), EtagCondition.parse(ifMatch))
                .map(document -> accepted(document, uri.getAbsolutePath()));
    }

    private static Response accepted(TwinDocument document, URI location) {
        return Response.status(ACCEPTED).header(HttpHeaders.ETAG, "\"" + document.twin().etag() + "\"").location(location)
                .build();
    }

    @POST
    @Path("/{id}/commands/{command}")
    @Operation(summary = "Have a device carry out a command, and wait for what it answers")
    @RequestBody(content = @Content(mediaType = "application/json", example = "{\"delay\":5}"))
    @APIResponse(responseCode = "200", description = "What the device answered, with its status in x-ms-command-statuscode")
    @APIResponse(responseCode = "404", description = "There is no such device, it is not connected or takes no commands")
    @APIResponse(responseCode = "504", description = "The device did not answer in time")
    public Uni<Response> command(@BeanParam CommandPath path, byte[] body, @Context SecurityContext security) {
        return invoke(path, path.command(), body, security);
    }

    /** A component is told by a star before its command (service-protocols §5.17). */
    @POST
    @Path("/{id}/components/{component}/commands/{command}")
    @Operation(summary = "Have a component of a device carry out a command, and wait for what it answers")
    @RequestBody(content = @Content(mediaType = "application/json", example = "{\"delay\":5}"))
    @APIResponse(responseCode = "200", description = "What the device answered, with its status in x-ms-command-statuscode")
    @APIResponse(responseCode = "404", description = "There is no such device, it is not connected or takes no commands")
    @APIResponse(responseCode = "504", description = "The device did not answer in time")
    public Uni<Response> command(@BeanParam CommandPath path, @PathParam("component") String component, byte[] body,
            @Context SecurityContext security) {
        return invoke(path, component + "*" + path.command(), body, security);
    }

    private Uni<Response> invoke(CommandPath path, String method, byte[] body, SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return methods.invoke(MethodJson.command(path, method, body))
                .map(DigitalTwinsResource::answered);
    }

    private static Response answered(Result result) {
        return WireJson.ok(result.payload().getBytes(UTF_8)).header("x-ms-command-statuscode", result.status()).build();
    }
}
