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
import io.nave.hub.json.ServiceBoundJson;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.FileNotificationQueue;
import io.nave.hub.servicebound.ServiceBoundMessage;
import io.nave.hub.servicebound.ServiceBoundQueue;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Uni;

/**
 * {@code /messages/serviceBound/feedback} and {@code /messages/serviceBound/filenotifications}: what became of messages to
 * devices, batch by batch, and which files were uploaded (service-protocols §5.16, §14.11).
 */
@Path("/messages/serviceBound/{queue}")
@Singleton
@Tag(name = "What the hub tells", description = "The queue feedback has what became of messages to devices, filenotifications (or fileuploadnotifications) the files that devices have uploaded.")
public final class ServiceBoundResource {

    private final FeedbackQueue feedback;
    private final FileNotificationQueue files;

    ServiceBoundResource(FeedbackQueue feedback, FileNotificationQueue files) {
        this.feedback = feedback;
        this.files = files;
    }

    @GET
    @Operation(summary = "Receive a batch of feedback, or the notification of a file", description = "It is locked for this caller; complete or abandon it by the token in ETag before the lock is over.")
    @APIResponse(responseCode = "200", description = "An array of records, or an object, and the lock token as ETag")
    @APIResponse(responseCode = "204", description = "There is none")
    public Uni<Response> receive(@PathParam("queue") String queue, @Context SecurityContext security) {
        return queue(queue, security).receive(ServiceBoundQueue.NOBODY, 1).map(ServiceBoundResource::answer);
    }

    private static Response answer(List<? extends ServiceBoundMessage> messages) {
        return messages.isEmpty() ? Response.noContent().build() : answer(messages.getFirst());
    }

    private static Response answer(ServiceBoundMessage message) {
        return WireJson.ok(ServiceBoundJson.write(message)).header(HttpHeaders.ETAG, "\"" + message.token() + "\"").build();
    }

    @DELETE
    @Path("/{token}")
    @Operation(summary = "Complete it: it is gone for everybody")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "It is not there, or not any more")
    @APIResponse(responseCode = "412", description = "The lock was lost: it comes again")
    public Uni<Response> complete(@PathParam("queue") String queue, @PathParam("token") String token,
            @Context SecurityContext security) {
        return settle(token, queue(queue, security)::complete);
    }

    @POST
    @Path("/{token}/abandon")
    @Operation(summary = "Give it back: it is delivered again")
    @APIResponse(responseCode = "204", description = "It is given back")
    @APIResponse(responseCode = "404", description = "It is not there, or not any more")
    @APIResponse(responseCode = "412", description = "The lock was lost: it comes again")
    public Uni<Response> abandon(@PathParam("queue") String queue, @PathParam("token") String token,
            @Context SecurityContext security) {
        return settle(token, queue(queue, security)::abandon);
    }

    private ServiceBoundQueue<?> queue(String name, SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        return switch (name) {
            case "feedback" -> feedback;
            case "filenotifications", "fileuploadnotifications" -> files;
            default -> throw ErrorBody.ofStatus(404);
        };
    }

    private static Uni<Response> settle(String token, Function<LockToken, Uni<Settlement>> how) {
        return LockToken.parse(token).map(how).orElse(Uni.createFrom().item(Settlement.NOT_FOUND))
                .map(ServiceBoundResource::answer);
    }

    private static Response answer(Settlement settlement) {
        return switch (settlement) {
            case DONE -> Response.noContent().build();
            case LOCK_LOST -> throw new HubException(ErrorCode.DEVICE_MESSAGE_LOCK_LOST,
                    "The lock was lost; what it was on is delivered again");
            case NOT_FOUND -> throw new HubException(ErrorCode.RESOURCE_NOT_FOUND, "There is nothing with this lock token");
        };
    }
}
