package io.nave.protocol.blob;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.BlobState;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.StreamResetException;

/** A request and the answer to it. Answers are given on the request's event loop. */
final class BlobExchange {

    private static final Pattern VERSION = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final String DEFAULT_VERSION = "2020-12-06";
    private static final int MAX_CLIENT_ID = 1024;
    /** How long nothing may move in a transfer. */
    private static final Duration STALL = Duration.ofMinutes(1);

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context;
    private final String requestId = UUID.randomUUID().toString();
    /** That it may send. */
    private boolean told;

    /** On the event loop of the request, whose body waits until somebody wants it. */
    BlobExchange(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
        this.response = request.response();
        request.pause();
        identify();
    }

    private void identify() {
        String version = request.getHeader("x-ms-version");
        String clientId = request.getHeader("x-ms-client-request-id");
        response.putHeader("x-ms-request-id", requestId).putHeader("Date", HttpTime.of(Instant.now()))
                .putHeader("x-ms-version", version != null && VERSION.matcher(version).matches() ? version : DEFAULT_VERSION)
                .putHeader("X-Content-Type-Options", "nosniff");
        if (clientId != null && clientId.length() <= MAX_CLIENT_ID) {
            response.putHeader("x-ms-client-request-id", clientId);
        }
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return response;
    }

    /** The event loop. */
    Executor loop() {
        return this::onLoop;
    }

    private void onLoop(Runnable command) {
        context.runOnContext(run -> command.run());
    }

    /** The body, when it is subscribed to. Fails when the client goes before all of it has come. */
    Multi<byte[]> body() {
        return watched(Multi.createFrom().deferred(this::arriving)).runSubscriptionOn(loop());
    }

    private <T> Multi<T> watched(Multi<T> pieces) {
        return new StallWatch(context.owner(), STALL, this::close).over(pieces);
    }

    /** Clients that send much ask first (RFC 9110 §10.1.1). On the event loop, where a client that goes is not missed. */
    private Multi<byte[]> arriving() {
        if (response.closed()) {
            return Multi.createFrom().failure(new StreamResetException(0));
        }
        if (asksFirst()) {
            told = true;
            response.writeContinue();
        }
        return io.vertx.mutiny.core.http.HttpServerRequest.newInstance(request).toMulti()
                .map(io.vertx.mutiny.core.buffer.Buffer::getBytes);
    }

    private boolean asksFirst() {
        return "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
    }

    /** The headers by which a client knows the blob that it wrote. */
    void tell(BlobState state) {
        response.putHeader("ETag", state.etag()).putHeader("Last-Modified", HttpTime.of(state.modifiedAt()));
    }

    /** An answer without a body. */
    Future<Void> end(int status) {
        return response.setStatusCode(status).end();
    }

    Future<Void> end(int status, String xml) {
        return response.setStatusCode(status).putHeader("Content-Type", "application/xml").end(xml);
    }

    /** As much as the client takes; completes when all of it went out. */
    Uni<Void> send(Multi<byte[]> content) {
        return watched(content.onItem().transformToUniAndConcatenate(this::write)).collect().last()
                .chain(() -> Uni.createFrom().completionStage(response.end().toCompletionStage()));
    }

    private Uni<Integer> write(byte[] piece) {
        return Uni.createFrom().completionStage(() -> response.write(Buffer.buffer(piece)).toCompletionStage())
                .replaceWith(piece.length);
    }

    /** Tells why not. */
    void refuse(BlobRefusal refusal) {
        if (response.closed() || response.ended()) {
            return;
        }
        if (response.headWritten()) {
            close();
            return;
        }
        response.headers().remove("Content-Length");
        response.putHeader("x-ms-error-code", refusal.error().wireName());
        boolean hasBody = refusal.error() != BlobError.NOT_MODIFIED && !request.method().name().equals("HEAD");
        leave(hasBody ? end(refusal.error().status(), xml(refusal)) : end(refusal.error().status()));
    }

    /**
     * What is left of the body is dropped: a client that is still sending would else miss the answer. Whether one that asked
     * sends it after all, nobody knows.
     */
    private void leave(Future<Void> answered) {
        if (asksFirst() && !told) {
            answered.onComplete(done -> close());
        } else {
            request.resume();
        }
    }

    private void close() {
        HttpConnection connection = request.connection();
        if (connection != null) {
            connection.close();
        }
    }

    private String xml(BlobRefusal refusal) {
        String text = refusal.detail().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + refusal.error().wireName() + "</Code><Message>"
                + text + "\nRequestId:" + requestId + "\nTime:" + Instant.now() + "</Message></Error>";
    }
}
