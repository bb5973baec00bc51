package io.nave.protocol.http;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads the body of a request once its sender may send it, and of a body that is too large no more than the limit: the rest is
 * dropped as it comes, for a client that is still sending would else miss the answer. Confined to the connection's event loop.
 */
final class BoundedBody {

    private final HttpServerRequest request;
    private final int max;
    private final UniEmitter<? super byte[]> emitter;
    private Buffer bytes = Buffer.buffer();
    private boolean tooLarge;

    private BoundedBody(HttpServerRequest request, int max, UniEmitter<? super byte[]> emitter) {
        this.request = request;
        this.max = max;
        this.emitter = emitter;
    }

    /** All bytes; fails with MESSAGE_TOO_LARGE above {@code max}, and with GENERIC_BAD_REQUEST when the client goes. */
    static Uni<byte[]> read(HttpServerRequest request, int max) {
        return Uni.createFrom().emitter(emitter -> new BoundedBody(request, max, emitter).read());
    }

    private void read() {
        request.pause(); // the first handler would else set it flowing before the others are there
        request.exceptionHandler(this::broken).handler(this::take).endHandler(end -> complete());
        if (announced() > max) {
            refuse();
        } else if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private long announced() {
        String length = request.getHeader("Content-Length");
        return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : 0;
    }

    private void take(Buffer chunk) {
        if (!tooLarge && bytes.length() + chunk.length() > max) {
            refuse();
        } else if (!tooLarge) {
            bytes.appendBuffer(chunk);
        }
    }

    private void refuse() {
        tooLarge = true;
        bytes = Buffer.buffer();
        emitter.fail(new HubException(ErrorCode.MESSAGE_TOO_LARGE, "The body has at most " + max + " bytes"));
    }

    private void complete() {
        if (!tooLarge) {
            emitter.complete(bytes.getBytes());
        }
    }

    private void broken(Throwable cause) {
        emitter.fail(new HubException(ErrorCode.GENERIC_BAD_REQUEST, "The request broke off", cause));
    }
}
