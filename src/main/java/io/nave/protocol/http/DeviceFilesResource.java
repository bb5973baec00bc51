package io.nave.protocol.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.nave.hub.files.FileUploadService;

/** {@code /devices/{id}/files}: the files that a device uploads. */
@Path("/devices/{id}/files")
@DeviceCall
@Singleton
@Tag(name = "File upload", description = "For devices and modules, by their own credentials.")
public final class DeviceFilesResource extends FileUploadCalls {

    DeviceFilesResource(FileUploadService service) {
        super(service);
    }
}
