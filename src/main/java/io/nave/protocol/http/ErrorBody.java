package io.nave.protocol.http;

import java.time.Clock;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.error.TrackingId;

/**
 * The body of an error answer: the classic form, which every client reads, with the numeric {@code errorCode} and
 * {@code trackingId} that the Java client looks for first (service-protocols §4.5, semantics §6.2).
 */
@Singleton
final class ErrorBody {

    private final Clock clock;

    ErrorBody(Clock clock) {
        this.clock = clock;
    }

    String of(HubException refusal) {
        String tracking = TrackingId.at(clock.instant());
        return JsonNodeFactory.instance.objectNode()
                .put("Message", "ErrorCode:" + refusal.code().wireName() + ";" + text(refusal))
                .put("ExceptionMessage", "Tracking ID:" + tracking)
                .put("errorCode", refusal.code().number())
                .put("trackingId", tracking)
                .toString();
    }

    /** Who has not proved who it is learns nothing about what was wrong, and nobody about what is inside. */
    private static String text(HubException refusal) {
        return switch (refusal.code()) {
            case IOT_HUB_UNAUTHORIZED_ACCESS -> "Unauthorized";
            case SERVER_ERROR -> "InternalServerError";
            default -> refusal.detail();
        };
    }

    /** The refusal that answers an HTTP status of the framework's own. */
    static HubException ofStatus(int status) {
        return switch (status) {
            case 404 -> new HubException(ErrorCode.RESOURCE_NOT_FOUND, "There is no such path");
            case 405 -> new HubException(ErrorCode.HTTP_METHOD_NOT_ALLOWED, "The path does not take this method");
            case 413 -> new HubException(ErrorCode.MESSAGE_TOO_LARGE, "The body is too large");
            case 415 -> new HubException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json");
            default -> status < 500 ? new HubException(ErrorCode.GENERIC_BAD_REQUEST, "BadRequest")
                    : new HubException(ErrorCode.SERVER_ERROR, "InternalServerError");
        };
    }
}
