package io.nave.protocol.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
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

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.json.IdentityState;
import io.nave.hub.json.TwinJson;
import io.nave.hub.json.TwinText;
import io.nave.hub.twins.TwinDocument;
import io.nave.hub.twins.TwinService;
import io.nave.hub.twins.TwinWrite;
import io.nave.protocol.http.IdentityStates.Identity;
import io.smallrye.mutiny.Uni;

/** {@code /twins}: the twins of devices and modules over REST (service-protocols §5.8, §5.9). */
@Path("/twins")
@Singleton
@Tag(name = "Twins", description = "What a device is: tags, desired properties, and what it reports of itself.")
public final class TwinsResource {

    private static final String EXAMPLE = "{\"tags\":{\"site\":\"A\"},\"properties\":{\"desired\":{\"interval\":30,\"old\":null}}}";

    private final TwinService twins;
    private final IdentityStates states;

    TwinsResource(TwinService twins, IdentityStates states) {
        this.twins = twins;
        this.states = states;
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get the twin of a device")
    @APIResponse(responseCode = "200", description = "The twin, as the last write left it")
    @APIResponse(responseCode = "404", description = "There is no such device")
    public Uni<Response> get(@PathParam("id") String id, @Context SecurityContext security) {
        return get(ClientId.of(id), security);
    }

    @GET
    @Path("/{id}/modules/{module}")
    @Operation(summary = "Get the twin of a module")
    @APIResponse(responseCode = "200", description = "The twin, as the last write left it")
    @APIResponse(responseCode = "404", description = "There is no such device or module")
    public Uni<Response> getOfModule(@PathParam("id") String id, @PathParam("module") String module,
            @Context SecurityContext security) {
        return get(ClientId.of(id, module), security);
    }

    private Uni<Response> get(ClientId client, SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return twins.get(client).chain(this::answer);
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Merge into tags and desired properties; null deletes")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = EXAMPLE))
    @APIResponse(responseCode = "200", description = "The twin then")
    @APIResponse(responseCode = "400", description = "A name or value breaks the rules; nothing was changed")
    @APIResponse(responseCode = "404", description = "There is no such device")
    @APIResponse(responseCode = "412", description = "The twin has another etag")
    @APIResponse(responseCode = "413", description = "A section would be too large")
    public Uni<Response> patch(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte[] body, @Context SecurityContext security) {
        return patch(ClientId.of(id), ifMatch, body, security);
    }

    @PATCH
    @Path("/{id}/modules/{module}")
    @Operation(summary = "Merge into tags and desired properties of a module; null deletes")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = EXAMPLE))
    @APIResponse(responseCode = "200", description = "The twin then")
    public Uni<Response> patchOfModule(@PathParam("id") String id, @PathParam("module") String module,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, byte[] body, @Context SecurityContext security) {
        return patch(ClientId.of(id, module), ifMatch, body, security);
    }

    /** The Java client cannot send PATCH (service-protocols §5.9). */
    @POST
    @Path("/{id}")
    @Operation(summary = "The same as PATCH, with the header X-HTTP-Method-Override: PATCH")
    @APIResponse(responseCode = "200", description = "The twin then")
    public Uni<Response> post(@PathParam("id") String id, @Context HttpHeaders headers, byte[] body,
            @Context SecurityContext security) {
        requirePatch(headers);
        return patch(ClientId.of(id), headers.getHeaderString(HttpHeaders.IF_MATCH), body, security);
    }

    @POST
    @Path("/{id}/modules/{module}")
    @Operation(summary = "The same as PATCH, with the header X-HTTP-Method-Override: PATCH")
    @APIResponse(responseCode = "200", description = "The twin then")
    public Uni<Response> postOfModule(@PathParam("id") String id, @PathParam("module") String module,
            @Context HttpHeaders headers, byte[] body, @Context SecurityContext security) {
        requirePatch(headers);
        return patch(ClientId.of(id, module), headers.getHeaderString(HttpHeaders.IF_MATCH), body, security);
    }

    private static void requirePatch(HttpHeaders headers) {
        if (!"PATCH".equalsIgnoreCase(headers.getHeaderString("X-HTTP-Method-Override"))) {
            throw new HubException(ErrorCode.HTTP_METHOD_NOT_ALLOWED,
                    "POST is for clients that cannot send PATCH; they add X-HTTP-Method-Override: PATCH");
        }
    }

    private Uni<Response> patch(ClientId client, @Nullable String ifMatch, byte[] body, SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return write(client, TwinJson.readPatch(TwinText.object(body)), ifMatch);
    }

    @PUT
    @Path("/{id}")
    @Operation(summary = "Replace tags and desired properties; what is left out stays")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = EXAMPLE))
    @APIResponse(responseCode = "200", description = "The twin then")
    public Uni<Response> put(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte[] body, @Context SecurityContext security) {
        return put(ClientId.of(id), ifMatch, body, security);
    }

    @PUT
    @Path("/{id}/modules/{module}")
    @Operation(summary = "Replace tags and desired properties of a module; what is left out stays")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = EXAMPLE))
    @APIResponse(responseCode = "200", description = "The twin then")
    public Uni<Response> putOfModule(@PathParam("id") String id, @PathParam("module") String module,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, byte[] body, @Context SecurityContext security) {
        return put(ClientId.of(id, module), ifMatch, body, security);
    }

    private Uni<Response> put(ClientId client, @Nullable String ifMatch, byte[] body, SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return write(client, TwinJson.readReplacement(TwinText.object(body)), ifMatch);
    }

    private Uni<Response> write(ClientId client, TwinWrite write, @Nullable String ifMatch) {
        return twins.write(client, write, EtagCondition.parse(ifMatch)).chain(this::answerWritten);
    }

    private Uni<Response> answer(TwinDocument document) {
        return states.of(identity(document)).map(state -> response(document, state));
    }

    private static Identity identity(TwinDocument document) {
        return new Identity(document.twin().client(), document.identity().generationId());
    }

    /** The write is stored, so it is answered as done even when nobody knows who is connected. */
    private Uni<Response> answerWritten(TwinDocument document) {
        return answer(document).onFailure().recoverWithItem(() -> response(document, IdentityState.UNKNOWN));
    }

    private static Response response(TwinDocument document, IdentityState state) {
        return WireJson.versioned(TwinJson.write(document, state), document.twin().etag());
    }
}
