package io.nave.admin;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.nave.hub.devicebound.DeviceBoundService;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.smallrye.mutiny.Uni;

/** {@code /admin/queues}: what waits for a device, and what was dead-lettered. */
@Path("/admin/queues")
@Singleton
@Tag(name = "Queues of devices", description = "Cloud-to-device messages that wait, and those that ended without having been completed. Looking changes nothing.")
public final class QueuesResource {

    private static final int DEFAULT_TOP = 20;
    private static final int MAX_TOP = 100;

    private final DeviceBoundService service;

    QueuesResource(DeviceBoundService service) {
        this.service = service;
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "View the queue of a device", description = "The depth, the first messages with their state, and the latest dead letters with their reason (Expired, Rejected, DeliveryCountExceeded, Purged). Of bodies the first 4096 bytes, in base64. top is how many of each, 20 when it is left out, 100 at most.")
    @APIResponse(responseCode = "200", description = "The view")
    @APIResponse(responseCode = "400", description = "top is not 1 to 100")
    @APIResponse(responseCode = "404", description = "There is no such device, or it is disabled")
    public Uni<Response> view(@PathParam("id") String id, @QueryParam("top") @Nullable String top,
            @Context SecurityContext security) {
        AdminCall.operator(security);
        DeviceId device = new DeviceId(id);
        return service.view(device, parseTop(top)).map(view -> AdminCall.answer(QueueJson.write(device, view)));
    }

    private static int parseTop(@Nullable String text) {
        if (text == null) {
            return DEFAULT_TOP;
        }
        if (!text.matches("[1-9][0-9]?|" + MAX_TOP)) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "top is a number from 1 to " + MAX_TOP);
        }
        return Integer.parseInt(text);
    }
}
