package io.nave.protocol.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.nave.hub.files.FileUploadService;

/** {@code /devices/{id}/modules/{module}/files}: the files that a module uploads. */
@Path("/devices/{id}/modules/{module}/files")
@DeviceCall
@Singleton
@Tag(name = "File upload")
public final class ModuleFilesResource extends FileUploadCalls {

    ModuleFilesResource(FileUploadService service) {
        super(service);
    }
}
