package io.nave.protocol.tls;

import java.net.URI;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.revocation.RevocationSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/**
 * Asks the servers of certificate authorities over HTTP, for little time and never for more than it may read. A list may be
 * moved ({@link #MAX_REDIRECTS} redirects); a responder may not, because answers are signed and the question is not repeated.
 */
@Singleton
public final class HttpRevocationSource implements RevocationSource {

    private static final int CONNECT_MILLIS = 2_000;
    private static final long WHOLE_MILLIS = 5_000;
    private static final int MAX_REDIRECTS = 2;
    private static final int MAX_CONNECTIONS_PER_SERVER = 4;
    private static final int MAX_WAITING = 256;
    private static final int OK = 200;

    private final Vertx vertx;
    private final HttpClient client;

    public HttpRevocationSource(Vertx vertx) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS)
                .setMaxRedirects(MAX_REDIRECTS).setMaxPoolSize(MAX_CONNECTIONS_PER_SERVER)
                .setMaxWaitQueueSize(MAX_WAITING).setIdleTimeout(10).setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setDecompressionSupported(false));
    }

    @Override
    public Uni<byte[]> list(URI address) {
        RequestOptions options = options(address, HttpMethod.GET).setFollowRedirects(true);
        return fetch(options, Buffer.buffer(), MAX_LIST);
    }

    @Override
    public Uni<byte[]> ask(URI responder, byte[] request) {
        RequestOptions options = options(responder, HttpMethod.POST)
                .putHeader("Content-Type", "application/ocsp-request").putHeader("Accept", "application/ocsp-response");
        return fetch(options, Buffer.buffer(request), MAX_ANSWER);
    }

    private static RequestOptions options(URI address, HttpMethod method) {
        return new RequestOptions().setAbsoluteURI(address.toString()).setMethod(method);
    }

    private Uni<byte[]> fetch(RequestOptions options, Buffer body, int max) {
        return Uni.createFrom().completionStage(() -> start(options, body, max).toCompletionStage());
    }

    private Future<byte[]> start(RequestOptions options, Buffer body, int max) {
        Promise<byte[]> result = Promise.promise();
        long timer = vertx.setTimer(WHOLE_MILLIS, id -> result.tryFail(failure("did not answer in time")));
        result.future().onComplete(done -> vertx.cancelTimer(timer));
        client.request(options).onSuccess(request -> send(request, body, new Reading(result, max)))
                .onFailure(result::tryFail);
        return result.future();
    }

    /** Whatever ends the reading, also the timer, ends the request. */
    private static void send(HttpClientRequest request, Buffer body, Reading reading) {
        reading.result().future().onComplete(done -> request.reset());
        request.send(body).onSuccess(response -> read(response, reading)).onFailure(reading.result()::tryFail);
    }

    private static void read(HttpClientResponse response, Reading reading) {
        response.exceptionHandler(reading.result()::tryFail);
        if (response.statusCode() != OK) {
            reading.result().tryFail(failure("answered with status " + response.statusCode()));
            return;
        }
        response.handler(reading::take).endHandler(end -> reading.finish());
    }

    /** The answer as it comes in. Confined to the client's event loop, except for the result. */
    private record Reading(Promise<byte[]> result, int max, Buffer taken) {

        Reading(Promise<byte[]> result, int max) {
            this(result, max, Buffer.buffer());
        }

        void take(Buffer chunk) {
            if (taken.length() + chunk.length() > max) {
                result.tryFail(failure("sent more than " + max + " bytes"));
                return;
            }
            taken.appendBuffer(chunk);
        }

        void finish() {
            result.tryComplete(taken.getBytes());
        }
    }

    private static HubException failure(String what) {
        return new HubException(ErrorCode.SERVICE_UNAVAILABLE, "The authority's server " + what);
    }
}
