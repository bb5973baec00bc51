package io.nave.protocol.http;

import java.util.Optional;

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

import io.nave.hub.files.FileUploadService;
import io.smallrye.mutiny.Uni;

/**
 * The calls by which devices and modules upload files (device-protocols §3.6). Some SDKs name the upload that has ended in the
 * path, some in the body, some in both.
 */
@DeviceCall
public abstract class FileUploadCalls {

    private final FileUploadService service;

    FileUploadCalls(FileUploadService service) {
        this.service = service;
    }

    @POST
    @Operation(summary = "Ask where to put a file", description = "PUT it with the header x-ms-blob-type: BlockBlob to https://{hostName}/{containerName}/{blobName}{sasToken}, or in blocks, and then say so.")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"blobName\":\"logs/today.txt\"}"))
    @APIResponse(responseCode = "200", description = "correlationId, hostName, containerName, blobName and sasToken, which begins with ?")
    @APIResponse(responseCode = "400", description = "The name cannot be that of a blob, or the hub has no storage")
    @APIResponse(responseCode = "403", description = "The device has ten uploads under way")
    public Uni<Response> begin(byte[] body, @Context SecurityContext security) {
        return service.begin(DeviceCaller.of(security.getUserPrincipal()).client(), FileUploadJson.blobName(body))
                .map(begun -> WireJson.ok(FileUploadJson.write(begun)).build());
    }

    @POST
    @Path("/notifications")
    @Operation(summary = "Say what became of an upload")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"correlationId\":\"0b4d1c2e-8f3f-4c7a-9c59-0d1f5a3b7e11\",\"isSuccess\":true,\"statusCode\":201,\"statusDescription\":\"Created\"}"))
    @APIResponse(responseCode = "204", description = "It is noted; when it was a success, the back end is told")
    @APIResponse(responseCode = "400", description = "There is no such upload, its time is over, or the file is not there")
    public Uni<Response> end(byte[] body, @Context SecurityContext security) {
        return end(body, Optional.empty(), security);
    }

    @POST
    @Path("/notifications/{correlationId}")
    @Operation(summary = "Say what became of the upload in the path")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"isSuccess\":true,\"statusCode\":201,\"statusDescription\":\"Created\"}"))
    @APIResponse(responseCode = "204", description = "It is noted; when it was a success, the back end is told")
    @APIResponse(responseCode = "400", description = "There is no such upload, its time is over, or the file is not there")
    public Uni<Response> endInPath(@PathParam("correlationId") String correlationId, byte[] body,
            @Context SecurityContext security) {
        return end(body, Optional.of(correlationId), security);
    }

    private Uni<Response> end(byte[] body, Optional<String> id, SecurityContext security) {
        return service.end(DeviceCaller.of(security.getUserPrincipal()).client(), FileUploadJson.report(body, id))
                .replaceWith(() -> Response.noContent().build());
    }
}
