package io.nave.protocol.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
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

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.jobs.JobRequest;
import io.nave.hub.jobs.RegistryJobService;
import io.nave.hub.json.JsonText;
import io.smallrye.mutiny.Uni;

/**
 * {@code /$admin}: import and export as the older .NET client asks for them (service-protocols §5.13): {@code
 * {"StorageConnectionString","ContainerName"}}, answered with 204; the reference says PUT, the client's sources say POST. The
 * jobs show up under {@code /jobs}.
 */
@Path("/$admin")
@Singleton
@Tag(name = "Import and export")
public final class LegacyJobsResource {

    private static final String EXAMPLE = "{\"StorageConnectionString\":\"BlobEndpoint=https://{hub}/admin/files\","
            + "\"ContainerName\":\"backup\"}";

    private final RegistryJobService jobs;

    LegacyJobsResource(RegistryJobService jobs) {
        this.jobs = jobs;
    }

    @POST
    @Path("/exportRegistry")
    @Operation(summary = "Begin an export, as the older .NET client asks for it")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = EXAMPLE))
    @APIResponse(responseCode = "204", description = "Begun")
    public Uni<Response> exportRegistry(byte[] body, @Context SecurityContext security) {
        return create(body, JobRequest.Type.EXPORT, security);
    }

    @PUT
    @Path("/exportRegistry")
    @Operation(hidden = true)
    public Uni<Response> putExportRegistry(byte[] body, @Context SecurityContext security) {
        return create(body, JobRequest.Type.EXPORT, security);
    }

    @POST
    @Path("/importRegistry")
    @Operation(summary = "Begin an import, as the older .NET client asks for it")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = EXAMPLE))
    @APIResponse(responseCode = "204", description = "Begun")
    public Uni<Response> importRegistry(byte[] body, @Context SecurityContext security) {
        return create(body, JobRequest.Type.IMPORT, security);
    }

    @PUT
    @Path("/importRegistry")
    @Operation(hidden = true)
    public Uni<Response> putImportRegistry(byte[] body, @Context SecurityContext security) {
        return create(body, JobRequest.Type.IMPORT, security);
    }

    private Uni<Response> create(byte[] body, JobRequest.Type type, SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_WRITE);
        return jobs.create(JobJson.readLegacy(JsonText.object(body), type)).replaceWith(() -> Response.noContent().build());
    }
}
