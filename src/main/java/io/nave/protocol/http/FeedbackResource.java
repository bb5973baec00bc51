package io.nave.protocol.http;

import java.util.List;
import java.util.function.Function;

import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.LockToken;
import io.nave.hub.json.FeedbackJson;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Uni;

/**
 * {@code /messages/serviceBound/feedback}: what became of messages to devices, batch by batch (service-protocols §5.16,
 * §14.11).
 */
@Path("/messages/serviceBound/feedback")
@Singleton
@Tag(name = "Cloud-to-device messages")
public final class FeedbackResource {

    private final FeedbackQueue queue;

    FeedbackResource(FeedbackQueue queue) {
        this.queue = queue;
    }

    @GET
    @Operation(summary = "Receive a batch of feedback", description = "It is locked for this caller; complete or abandon it by the token in ETag before the lock is over.")
    @APIResponse(responseCode = "200", description = "An array of records, and the lock token as ETag")
    @APIResponse(responseCode = "204", description = "There is none")
    public Uni<Response> receive(@Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return queue.receive(FeedbackQueue.NOBODY, 1).map(FeedbackResource::answer);
    }

    private static Response answer(List<FeedbackBatch> batches) {
        return batches.isEmpty() ? Response.noContent().build() : answer(batches.getFirst());
    }

    private static Response answer(FeedbackBatch batch) {
        return WireJson.ok(FeedbackJson.write(batch)).header(HttpHeaders.ETAG, "\"" + batch.token() + "\"").build();
    }

    @DELETE
    @Path("/{token}")
    @Operation(summary = "Complete a batch: it is gone for everybody")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "There is no such batch, or not any more")
    @APIResponse(responseCode = "412", description = "The lock was lost: the batch comes again")
    public Uni<Response> complete(@PathParam("token") String token, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return settle(token, queue::complete);
    }

    @POST
    @Path("/{token}/abandon")
    @Operation(summary = "Give a batch back: it is delivered again")
    @APIResponse(responseCode = "204", description = "It is given back")
    @APIResponse(responseCode = "404", description = "There is no such batch, or not any more")
    @APIResponse(responseCode = "412", description = "The lock was lost: the batch comes again")
    public Uni<Response> abandon(@PathParam("token") String token, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return settle(token, queue::abandon);
    }

    private static Uni<Response> settle(String token, Function<LockToken, Uni<Settlement>> how) {
        return LockToken.parse(token).map(how).orElse(Uni.createFrom().item(Settlement.NOT_FOUND))
                .map(FeedbackResource::answer);
    }

    private static Response answer(Settlement settlement) {
        return switch (settlement) {
            case DONE -> Response.noContent().build();
            case LOCK_LOST -> throw new HubException(ErrorCode.DEVICE_MESSAGE_LOCK_LOST,
                    "The lock of this batch was lost; it is delivered again");
            case NOT_FOUND -> throw new HubException(ErrorCode.RESOURCE_NOT_FOUND, "There is no batch with this lock token");
        };
    }
}
