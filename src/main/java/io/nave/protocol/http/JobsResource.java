package io.nave.protocol.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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
import io.nave.hub.jobs.RegistryJob;
import io.nave.hub.jobs.RegistryJobService;
import io.nave.hub.json.JsonText;
import io.smallrye.mutiny.Uni;

/** {@code /jobs}: imports and exports of the identity registry (service-protocols §5.13). */
@Path("/jobs")
@Singleton
@Tag(name = "Import and export", description = "The whole identity registry from and to a file, one at a time.")
public final class JobsResource {

    private final RegistryJobService jobs;

    JobsResource(RegistryJobService jobs) {
        this.jobs = jobs;
    }

    @POST
    @Path("/create")
    @Operation(summary = "Begin an import or an export")
    @RequestBody(description = "Containers are folders of /admin/files", content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"type\":\"export\",\"outputBlobContainerUri\":\"https://{hub}/admin/files/backup\",\"excludeKeysInExport\":true}"))
    @APIResponse(responseCode = "200", description = "The job document")
    @APIResponse(responseCode = "400", description = "A container URI is none of this hub, or a field is wrong")
    @APIResponse(responseCode = "403", description = "Another import or export is not over yet")
    public Uni<Response> create(byte[] body, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_WRITE);
        return jobs.create(JobJson.read(JsonText.object(body))).map(JobsResource::document);
    }

    @GET
    @Operation(summary = "List the imports and exports of the last 30 days, at most 100, the newest first")
    @APIResponse(responseCode = "200", description = "An array of job documents")
    public Uni<Response> list(@Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_READ);
        return jobs.list().map(list -> WireJson.array(list.stream().map(JobJson::write).toList()))
                .map(array -> WireJson.ok(array).build());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get a job")
    @APIResponse(responseCode = "200", description = "The job document")
    @APIResponse(responseCode = "404", description = "There is no such job")
    public Uni<Response> get(@PathParam("id") String id, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_READ);
        return jobs.get(id).map(JobsResource::document);
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Cancel a job; what it has done stays done")
    @APIResponse(responseCode = "200", description = "The job document")
    @APIResponse(responseCode = "404", description = "There is no such job")
    public Uni<Response> cancel(@PathParam("id") String id, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.REGISTRY_WRITE);
        return jobs.cancel(id).map(JobsResource::document);
    }

    private static Response document(RegistryJob job) {
        return WireJson.ok(JobJson.write(job)).build();
    }
}
