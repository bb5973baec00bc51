package io.nave.protocol.http;

import java.util.UUID;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

/**
 * Brings the path of every request into its canonical form before anything routes by it, because JAX-RS would cut an id at its
 * {@code ;} and not part segments at {@code %2F} (service-protocols §4.1). Who may do what is decided afterwards, by the
 * resource that was matched and never by a path pattern.
 */
@Singleton
final class PathFilter {

    /** Before anything of Quarkus looks at the path. */
    private static final int FIRST = 1000;
    /** Room for any document of the contract; a body of unknown length meets the server's own limit. */
    private static final int MAX_BODY = 1 << 20;

    private final ErrorBody body;

    PathFilter(ErrorBody body) {
        this.body = body;
    }

    void register(@Observes Filters filters) {
        filters.register(this::canonicalise, FIRST);
    }

    private void canonicalise(RoutingContext context) {
        String raw = String.valueOf(context.request().path());
        PathText path = PathText.parse(raw);
        if (isOurs(path)) {
            admit(context, raw, path);
        } else {
            context.next();
        }
    }

    private void admit(RoutingContext context, String raw, PathText path) {
        if (path.segments().contains(".") || path.segments().contains("..")) {
            refuse(context, new HubException(ErrorCode.ARGUMENT_INVALID, "The path has a segment . or .."));
        } else if (bodyLength(context) > MAX_BODY) {
            refuse(context, ErrorBody.ofStatus(413));
        } else if (path.canonical().equals(raw)) {
            identify(context);
            context.next();
        } else {
            String query = context.request().query();
            context.reroute(query == null ? path.canonical() : path.canonical() + "?" + query);
        }
    }

    private void refuse(RoutingContext context, HubException refusal) {
        identify(context);
        context.response().setStatusCode(refusal.code().httpStatus())
                .putHeader("Content-Type", WireJson.MEDIA_TYPE)
                .putHeader("iothub-errorcode", refusal.code().wireName())
                .end(body.of(refusal));
        context.request().resume(); // drops the body; a client that is still sending would else miss the answer
    }

    private static void identify(RoutingContext context) {
        context.response().putHeader("x-ms-request-id", UUID.randomUUID().toString());
    }

    private static long bodyLength(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : 0;
    }

    /** The operator's pages under /q have no ids, and their trailing slashes mean something. */
    private static boolean isOurs(PathText path) {
        return path.segments().isEmpty() || !path.segments().getFirst().equals("q");
    }
}
