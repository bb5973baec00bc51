package io.nave.protocol.http;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.jobs.JobFileStore;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
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
    /** The one place that takes large bodies, as streams: {@code PUT /admin/files/{folder}/{name}}. */
    private static final List<String> FILES = List.of("admin", "files");

    private final ErrorBody body;
    private final JobFileStore files;

    PathFilter(ErrorBody body, JobFileStore files) {
        this.body = body;
        this.files = files;
    }

    void register(@Observes Filters filters) {
        filters.register(this::canonicalise, FIRST);
    }

    private void canonicalise(RoutingContext context) {
        String raw = String.valueOf(context.request().path());
        PathText path = PathText.parse(raw);
        if (!PathRules.allow(raw, path)) {
            refuse(context, new HubException(ErrorCode.ARGUMENT_INVALID, PathRules.ADVICE));
        } else if (PathRules.isPage(path)) {
            context.next();
        } else {
            admit(context, raw, path);
        }
    }

    private void admit(RoutingContext context, String raw, PathText path) {
        if (bodyLength(context) > maxBody(context, path)) {
            refuse(context, ErrorBody.ofStatus(413));
        } else if (path.canonical().equals(raw)) {
            identify(context);
            letThrough(context, path);
        } else {
            String query = context.request().query();
            context.reroute(query == null ? path.canonical() : path.canonical() + "?" + query);
        }
    }

    private long maxBody(RoutingContext context, PathText path) {
        return isUpload(context, path) ? files.maxFileSize() : MAX_BODY;
    }

    private static boolean isUpload(RoutingContext context, PathText path) {
        return context.request().method().equals(HttpMethod.PUT) && path.segments().size() == FILES.size() + 2
                && path.segments().subList(0, FILES.size()).equals(FILES);
    }

    /** The server's own limit, which is for documents, goes by this header; the framing of the body is done with by now. */
    private static void letThrough(RoutingContext context, PathText path) {
        if (isUpload(context, path)) {
            context.request().headers().remove(HttpHeaders.CONTENT_LENGTH);
        }
        context.next();
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
}
