package io.nave.endpoint.webhook;

import java.util.Optional;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;

/**
 * One request and its answer, of which only the head counts. A short body is read, so that the connection can be used again; a
 * long or slow one is cut. From any thread.
 */
final class WebhookExchange {

    private static final int MAX_BODY = 64 * 1024;

    private final Vertx vertx;
    private final byte[] body;
    private final Promise<Answer> result = Promise.promise();
    private volatile @Nullable Answer head;
    private volatile boolean ended;
    private int read;

    /** The head of an answer, as far as it matters. */
    record Answer(int status, Optional<String> retryAfter) {
    }

    WebhookExchange(Vertx vertx, byte[] body) {
        this.vertx = vertx;
        this.body = body;
    }

    /** Fails with what the client says, or a TimeoutException. */
    Future<Answer> answer() {
        return result.future();
    }

    void begin(HttpClientRequest request) {
        result.future().onComplete(done -> cut(request));
        if (!result.future().isComplete()) {
            request.send(Buffer.buffer(body)).onSuccess(this::take).onFailure(this::fail);
        }
    }

    /** What has not ended ends with its connection. */
    private void cut(HttpClientRequest request) {
        if (!ended) {
            request.reset();
        }
    }

    private void take(HttpClientResponse response) {
        head = new Answer(response.statusCode(), Optional.ofNullable(response.getHeader("Retry-After")));
        response.exceptionHandler(this::fail).handler(this::count).endHandler(this::end);
    }

    /** The connection is free a moment after the end, and the next request is to find it. */
    private void end(Void nothing) {
        ended = true;
        vertx.runOnContext(soon -> giveUp());
    }

    private void count(Buffer chunk) {
        read += chunk.length();
        if (read > MAX_BODY) {
            giveUp();
        }
    }

    /** Nothing more is waited for. */
    void giveUp() {
        fail(new TimeoutException());
    }

    void fail(Throwable cause) {
        Answer answer = head;
        if (answer == null) {
            result.tryFail(cause);
        } else {
            result.tryComplete(answer);
        }
    }
}
