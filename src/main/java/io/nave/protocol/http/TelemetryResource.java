package io.nave.protocol.http;

import java.time.Clock;
import java.util.List;
import java.util.Locale;

import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.nave.hub.error.HubException;
import io.nave.hub.limits.HubLimits;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.telemetry.TelemetryService;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code /devices/{id}/messages/events}, and the same of modules: what devices say over HTTPS (device-protocols §3.2, §3.3).
 * Answered when it is stored.
 */
@Path("/devices")
@DeviceCall
@Singleton
@Tag(name = "For devices", description = "What devices call themselves, by a token of their own or with a certificate.")
public final class TelemetryResource {

    private static final String SEND = "The body is that of the message, at most 256 KB with its properties, or with the content type application/vnd.microsoft.iothub.json an array of messages. Beside the headers below: iothub-correlationid, iothub-userid, iothub-expiry, iothub-contenttype, iothub-contentencoding, and iothub-app-{name} for each application property.";

    private final TelemetryService telemetry;
    private final Clock clock;

    TelemetryResource(TelemetryService telemetry, Clock clock) {
        this.telemetry = telemetry;
        this.clock = clock;
    }

    @POST
    @Path("/{id}/messages/events")
    @Operation(summary = "Send a message, or a batch of messages", description = SEND)
    @Parameter(name = "id", in = ParameterIn.PATH, required = true)
    @Parameter(name = "iothub-messageid", in = ParameterIn.HEADER)
    @RequestBody(content = @Content(mediaType = "*/*", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "204", description = "All of it is stored")
    @APIResponse(responseCode = "400", description = "The batch is not what it must be; nothing is stored")
    @APIResponse(responseCode = "401", description = "It is not this device that sends")
    @APIResponse(responseCode = "413", description = "The body, or a message with its properties, has more than 256 KB; nothing is stored")
    @APIResponse(responseCode = "503", description = "It could not be stored; of a batch some may be")
    public Uni<Response> send(@Context HttpServerRequest http, @Context SecurityContext security) {
        MessageOrigin origin = DeviceCaller.of(security.getUserPrincipal()).access().origin();
        return BoundedBody.read(http, HubLimits.MAX_DEVICE_MESSAGE)
                .map(body -> messages(origin, http, body))
                .chain(this::store)
                .replaceWith(() -> Response.noContent().build());
    }

    @POST
    @Path("/{id}/modules/{module}/messages/events")
    @Operation(summary = "The same for a module", description = SEND)
    @Parameter(name = "id", in = ParameterIn.PATH, required = true)
    @Parameter(name = "module", in = ParameterIn.PATH, required = true)
    @Parameter(name = "iothub-messageid", in = ParameterIn.HEADER)
    @RequestBody(content = @Content(mediaType = "*/*", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "204", description = "All of it is stored")
    public Uni<Response> sendOfModule(@Context HttpServerRequest http, @Context SecurityContext security) {
        return send(http, security);
    }

    private List<DeviceMessage> messages(MessageOrigin origin, HttpServerRequest http, byte[] body) {
        long now = clock.millis();
        return isBatch(http.getHeader(HttpHeaders.CONTENT_TYPE)) ? TelemetryBatch.read(origin, now, body)
                : List.of(TelemetryProperties.ofHeaders(http.headers()).message(origin, now, MessageBody.of(body)));
    }

    private static boolean isBatch(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(TelemetryBatch.MEDIA_TYPE);
    }

    private Uni<Void> store(List<DeviceMessage> messages) {
        return Uni.createFrom().emitter(emitter -> telemetry.sendAll(messages, new Answer(emitter)));
    }

    /** The answer to a request that waits until what it brought is stored. */
    private record Answer(UniEmitter<? super Void> emitter) implements Acknowledgement {

        @Override
        public void stored() {
            emitter.complete(null);
        }

        @Override
        public void refused(HubException cause) {
            emitter.fail(cause);
        }
    }
}
