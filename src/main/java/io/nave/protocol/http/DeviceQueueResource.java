package io.nave.protocol.http;

import java.util.function.BiFunction;

import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.Received;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.LockToken;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code /devices/{id}/messages/deviceBound}: devices fetch their messages and settle them by the lock token that came as ETag
 * (device-protocols §3.4). {@code If-Match} says the same once more, in one way or another, and is not looked at. Modules have
 * no queue.
 */
@Path("/devices")
@DeviceCall
@Singleton
@Tag(name = "For devices")
public final class DeviceQueueResource {

    private final DeviceBoundQueue queue;
    private final LongPolls polls;

    DeviceQueueResource(DeviceBoundQueue queue, LongPolls polls) {
        this.queue = queue;
        this.polls = polls;
    }

    @GET
    @Path("/{id}/messages/deviceBound")
    @Operation(summary = "Receive the next message", description = "It is locked for a minute: complete, reject or abandon it by the token in ETag until then, or it comes again. Its properties are in headers: iothub-messageid, iothub-sequencenumber, iothub-to, iothub-expiry, iothub-correlationid, iothub-userid, iothub-ack, iothub-enqueuedtime, iothub-deliverycount, iothub-contenttype, iothub-contentencoding, iothub-app-{name}.")
    @Parameter(name = "id", in = ParameterIn.PATH, required = true)
    @APIResponse(responseCode = "200", description = "The body of the message")
    @APIResponse(responseCode = "204", description = "There is none, or others have them all; where nave.https.receive-wait is set, none came meanwhile")
    @APIResponse(responseCode = "401", description = "It is not this device that asks")
    public Uni<Response> receive(@Context HttpServerRequest http, @Context SecurityContext security) {
        QueueId id = queueOf(security);
        return polls.receive(id, http.response()::closed).map(received -> answer(id, received, http));
    }

    private static Response answer(QueueId id, Received received, HttpServerRequest http) {
        if (received.messages().isEmpty()) {
            return Response.noContent().build();
        }
        LockedMessage locked = received.messages().getFirst();
        DeviceQueueHeaders.write(id.device(), locked, http.response().headers());
        return Response.ok(locked.message().body().bytes()).type(typeOf(locked)).build();
    }

    /** The content type of the message, where it is one. */
    private static MediaType typeOf(LockedMessage locked) {
        String type = locked.message().system().getOrDefault(SystemProperty.CONTENT_TYPE, "");
        try {
            return type.isEmpty() ? MediaType.APPLICATION_OCTET_STREAM_TYPE : MediaType.valueOf(type);
        } catch (IllegalArgumentException notOne) {
            return MediaType.APPLICATION_OCTET_STREAM_TYPE;
        }
    }

    @DELETE
    @Path("/{id}/messages/deviceBound/{token}")
    @Operation(summary = "Complete a message, or reject it when the query has reject")
    @Parameter(name = "id", in = ParameterIn.PATH, required = true)
    @Parameter(name = "reject", in = ParameterIn.QUERY, description = "The device does not want the message: it is dead-lettered", allowEmptyValue = true)
    @APIResponse(responseCode = "204", description = "The message is over")
    @APIResponse(responseCode = "404", description = "There is no such message, or not any more")
    @APIResponse(responseCode = "412", description = "The lock was lost: the message comes again")
    public Uni<Response> complete(@PathParam("token") String token, @Context HttpServerRequest http,
            @Context SecurityContext security) {
        return RejectQuery.isIn(http.query()) ? settle(token, security, queue::reject)
                : settle(token, security, queue::complete);
    }

    @POST
    @Path("/{id}/messages/deviceBound/{token}/abandon")
    @Operation(summary = "Give a message back: it is delivered again, and counts as delivered once more")
    @Parameter(name = "id", in = ParameterIn.PATH, required = true)
    @APIResponse(responseCode = "204", description = "It is given back, or dead-lettered when that was too often")
    @APIResponse(responseCode = "404", description = "There is no such message, or not any more")
    @APIResponse(responseCode = "412", description = "The lock was lost: the message comes again")
    public Uni<Response> abandon(@PathParam("token") String token, @Context SecurityContext security) {
        return settle(token, security, queue::abandon);
    }

    private static QueueId queueOf(SecurityContext security) {
        MessageOrigin origin = DeviceCaller.of(security.getUserPrincipal()).access().origin();
        return new QueueId(origin.client().device(), origin.generationId());
    }

    private static Uni<Response> settle(String token, SecurityContext security,
            BiFunction<QueueId, LockToken, Uni<Settlement>> how) {
        QueueId id = queueOf(security);
        return LockToken.parse(token).map(lock -> how.apply(id, lock))
                .orElse(Uni.createFrom().item(Settlement.NOT_FOUND))
                .map(DeviceQueueResource::answer);
    }

    private static Response answer(Settlement settlement) {
        return switch (settlement) {
            case DONE -> Response.noContent().build();
            case LOCK_LOST -> throw new HubException(ErrorCode.DEVICE_MESSAGE_LOCK_LOST,
                    "The lock of this message was lost; it is delivered again");
            case NOT_FOUND -> throw new HubException(ErrorCode.RESOURCE_NOT_FOUND, "There is no message with this lock token");
        };
    }
}
