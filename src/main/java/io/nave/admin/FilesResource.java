package io.nave.admin;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.WireTime;
import io.nave.hub.jobs.JobFile;
import io.nave.hub.jobs.JobFileStore;
import io.nave.hub.jobs.StoredFile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.core.buffer.Buffer;

/**
 * {@code /admin/files}: the files that import and export jobs read and write. Contents are streamed both ways, as fast as the
 * slower side goes.
 */
@Path("/admin/files")
@Singleton
@Tag(name = "Files of jobs", description = "Upload devices.txt before an import, download it after an export. "
        + "The container URI of a job is https://{hub}/admin/files/{folder}.")
public final class FilesResource {

    /** How many pieces, of 16 KB at most, are read before the store asks: one at a time, each waits for several threads. */
    private static final int READ_AHEAD = 64;
    private static final String JSON = "application/json; charset=utf-8";

    private final JobFileStore files;

    FilesResource(JobFileStore files) {
        this.files = files;
    }

    @GET
    @Operation(summary = "List all files")
    @APIResponse(responseCode = "200", description = "An array of folder, name, size in bytes and lastModified")
    public Uni<Response> list(@Context SecurityContext security) {
        requireOperator(security);
        return files.list().map(FilesResource::array).map(array -> Response.ok(array.toString()).type(JSON).build());
    }

    @PUT
    @Path("/{folder}/{name}")
    @Operation(summary = "Upload a file; it replaces the one of this name when all of it has arrived")
    @RequestBody(content = @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "200", description = "Stored")
    @APIResponse(responseCode = "400", description = "Not a name for a folder or file, or there are 1000 files already")
    @APIResponse(responseCode = "413", description = "The file is too large")
    public Uni<Response> put(@PathParam("folder") String folder, @PathParam("name") String name,
            @Context HttpServerRequest request, @Context SecurityContext security) {
        requireOperator(security);
        JobFile file = new JobFile(folder, name);
        return files.write(file, content(request))
                .onFailure().invoke(request::resume) // drops the rest; a client that is still sending would else miss the answer
                .map(stored -> Response.ok(json(stored).toString()).type(JSON).build());
    }

    /** Clients that send much ask first (RFC 9110 §10.1.1); by now they may send. */
    private static Multi<byte[]> content(HttpServerRequest request) {
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        return io.vertx.mutiny.core.http.HttpServerRequest.newInstance(request).toMulti().map(Buffer::getBytes)
                .emitOn(Runnable::run, READ_AHEAD);
    }

    @GET
    @Path("/{folder}/{name}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Download a file")
    @APIResponse(responseCode = "200", description = "Its content")
    @APIResponse(responseCode = "404", description = "There is no such file")
    public Multi<byte[]> get(@PathParam("folder") String folder, @PathParam("name") String name,
            @Context SecurityContext security) {
        requireOperator(security);
        JobFile file = new JobFile(folder, name);
        return files.find(file).map(found -> present(file, found))
                .onItem().transformToMulti(stored -> files.read(stored, 0));
    }

    @DELETE
    @Path("/{folder}/{name}")
    @Operation(summary = "Delete a file")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "There is no such file")
    public Uni<Response> delete(@PathParam("folder") String folder, @PathParam("name") String name,
            @Context SecurityContext security) {
        requireOperator(security);
        JobFile file = new JobFile(folder, name);
        return files.delete(file).invoke(deleted -> requireThere(deleted, file))
                .replaceWith(() -> Response.noContent().build());
    }

    private static void requireOperator(SecurityContext security) {
        Caller caller = Caller.of(security.getUserPrincipal());
        caller.require(Permission.REGISTRY_WRITE);
        caller.require(Permission.SERVICE_CONNECT);
    }

    private static StoredFile present(JobFile file, Optional<StoredFile> found) {
        requireThere(found.isPresent(), file);
        return found.orElseThrow();
    }

    private static void requireThere(boolean there, JobFile file) {
        if (!there) {
            throw new HubException(ErrorCode.RESOURCE_NOT_FOUND, "There is no file '" + file + "'");
        }
    }

    private static ArrayNode array(List<StoredFile> stored) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        stored.forEach(file -> array.add(json(file)));
        return array;
    }

    private static ObjectNode json(StoredFile stored) {
        return JsonNodeFactory.instance.objectNode()
                .put("folder", stored.file().folder()).put("name", stored.file().name()).put("size", stored.size())
                .put("lastModified", WireTime.of(stored.modifiedAt()));
    }
}
