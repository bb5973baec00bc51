package io.nave.storage.blob;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;

/**
 * Requests to the blob service of a storage account. Answers are bounded in size and time, no redirect is followed, and nothing
 * that is told holds the URI, whose query is a secret. Completes on event loops.
 */
final class StorageHttp {

    private static final Duration TO_CONNECT = Duration.ofSeconds(5);
    private static final Duration TO_ANSWER = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
    private static final int TRIES_AGAIN = 5;
    private static final int MAX_CONNECTIONS = 8;
    private static final int MAX_WAITING = 64;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    /** Worth another try. */
    private static final List<Integer> BUSY = List.of(408, 429, 500, 502, 503, 504);

    private final HttpClient http;

    /** One request; {@code body} is empty for those that have none. */
    record Order(HttpMethod method, String uri, Map<String, String> headers, Optional<byte[]> body) {

        @Override
        public String toString() {
            return method.name(); // the URI is a secret
        }
    }

    /** One answer; it has a body when the request was for one. */
    record Answer(int status, MultiMap headers, Buffer body) {

        /** What the storage calls its refusal, empty when it calls it nothing. */
        String code() {
            String code = headers.get("x-ms-error-code");
            return code != null && code.matches("[A-Za-z0-9]{1,64}") ? code : "";
        }
    }

    /** The storage does not answer, or says that it is busy. */
    private static final class Away extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Away(String why) {
            super(why, null, false, false);
        }
    }

    /** {@code caCertificate} is a PEM file, and is trusted instead of the authorities that the JDK knows. */
    StorageHttp(Vertx vertx, Optional<String> caCertificate) {
        HttpClientOptions options = new HttpClientOptions().setMaxPoolSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_WAITING)
                .setConnectTimeout((int) TO_CONNECT.toMillis());
        caCertificate.ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        this.http = vertx.createHttpClient(options);
    }

    /** Asks once. Fails with BLOB_CONTAINER_VALIDATION_ERROR when the storage does not answer or is busy. */
    Uni<Answer> ask(Order order) {
        return once(order).onFailure(Away.class).transform(StorageHttp::told);
    }

    /** Asks again while the storage does not answer or is busy, for some seconds; then fails like {@link #ask}. */
    Uni<Answer> insist(Order order) {
        return once(order).onFailure(Away.class).retry().withBackOff(FIRST_PAUSE, LONGEST_PAUSE).atMost(TRIES_AGAIN)
                .onFailure(failure -> !(failure instanceof HubException)).transform(StorageHttp::told);
    }

    /** When tries are used up, the failure of the last one is behind that. */
    private static HubException told(Throwable failure) {
        Throwable last = failure.getCause() instanceof Away cause ? cause : failure;
        return JobBlobs.refused("The storage account does not answer: "
                + (last instanceof Away away ? away.getMessage() : last.getClass().getSimpleName()));
    }

    private Uni<Answer> once(Order order) {
        return Uni.createFrom().completionStage(() -> request(order).toCompletionStage())
                .ifNoItem().after(TO_ANSWER).fail()
                .onFailure(failure -> !(failure instanceof Away)).transform(StorageHttp::unreachable)
                .invoke(StorageHttp::requireNotBusy);
    }

    /** Who has another certificate now has it later, too. */
    private static RuntimeException unreachable(Throwable cause) {
        Away away = new Away("it cannot be reached (" + cause.getClass().getSimpleName() + ")");
        return cause instanceof SSLException ? told(away) : away;
    }

    private static void requireNotBusy(Answer answer) {
        if (BUSY.contains(answer.status())) {
            throw new Away(("it answers " + answer.status() + " " + answer.code()).strip());
        }
    }

    private Future<Answer> request(Order order) {
        RequestOptions options = new RequestOptions().setMethod(order.method()).setAbsoluteURI(order.uri())
                .setTimeout(TO_ANSWER.toMillis()).setFollowRedirects(false);
        order.headers().forEach(options::putHeader);
        return http.request(options).compose(request -> send(request, order)).compose(response -> answer(response, order));
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, Order order) {
        return order.body().map(body -> request.send(Buffer.buffer(body))).orElseGet(request::send);
    }

    /** A body is read only where one is asked for, and when it is announced as no larger than a block. */
    private static Future<Answer> answer(HttpClientResponse response, Order order) {
        boolean successful = response.statusCode() == OK || response.statusCode() == PARTIAL;
        long length = length(response);
        if (HttpMethod.GET.equals(order.method()) && successful) {
            return length <= JobBlobs.BLOCK ? response.body().map(body -> answer(response, body))
                    : cut(response).compose(nothing -> Future.failedFuture(new Away("it sends more than was asked for")));
        }
        boolean ended = HttpMethod.HEAD.equals(order.method()) || length == 0;
        return (ended ? response.end() : cut(response)).map(nothing -> answer(response, Buffer.buffer()));
    }

    private static Answer answer(HttpClientResponse response, Buffer body) {
        return new Answer(response.statusCode(), response.headers(), body);
    }

    /** What is not read ends with its connection; that it does is no news. */
    private static Future<Void> cut(HttpClientResponse response) {
        response.exceptionHandler(reset -> {
        });
        response.request().reset();
        return Future.succeededFuture();
    }

    private static long length(HttpClientResponse response) {
        String length = response.getHeader("Content-Length");
        return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : Long.MAX_VALUE;
    }
}
