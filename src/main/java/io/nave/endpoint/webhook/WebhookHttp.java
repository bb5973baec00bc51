package io.nave.endpoint.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

import io.nave.routing.endpoints.EndpointFault.Category;
import io.nave.routing.endpoints.WebhookSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/**
 * Posts to a webhook. What goes wrong is told without the URL, whose query may be a secret. Completes on event loops, with a
 * verdict in any case.
 */
final class WebhookHttp {

    private final Vertx vertx;
    private final HttpClient client;
    private final String url;
    private final Optional<WebhookSignature> signature;
    private final Clock clock;
    private final Duration toAnswer;

    WebhookHttp(Vertx vertx, HttpClient client, WebhookSettings settings, Clock clock, Duration toAnswer) {
        this.vertx = vertx;
        this.client = client;
        this.url = settings.url().toASCIIString();
        this.signature = settings.secret().map(WebhookSignature::new);
        this.clock = clock;
        this.toAnswer = toAnswer;
    }

    Future<WebhookVerdict> post(byte[] body) {
        WebhookExchange exchange = new WebhookExchange(vertx, body);
        long timer = vertx.setTimer(toAnswer.toMillis(), id -> exchange.giveUp());
        client.request(options(body)).onSuccess(exchange::begin).onFailure(exchange::fail);
        return exchange.answer().onComplete(done -> vertx.cancelTimer(timer))
                .map(this::verdict).recover(failure -> Future.succeededFuture(verdict(failure)));
    }

    private RequestOptions options(byte[] body) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(url).setFollowRedirects(false)
                .putHeader("Content-Type", "application/json").putHeader("User-Agent", "Nave")
                .putHeader("aeg-event-type", "Notification");
        signature.ifPresent(sign -> options.putHeader(WebhookSignature.HEADER, sign.of(body, clock.instant())));
        return options;
    }

    private WebhookVerdict verdict(WebhookExchange.Answer answer) {
        return WebhookVerdict.of(answer.status(), answer.retryAfter(), clock.instant());
    }

    private WebhookVerdict verdict(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        return switch (failure) {
            case TimeoutException late -> new WebhookVerdict.Failed(Category.TIMEOUT,
                    "The webhook does not answer within " + toAnswer.toSeconds() + " s");
            case SSLException untrusted -> new WebhookVerdict.Failed(Category.TRANSIENT,
                    "There is no TLS with the webhook: its certificate is not trusted or not for its name (" + name + ")");
            default -> new WebhookVerdict.Failed(Category.TRANSIENT, "The webhook cannot be reached (" + name + ")");
        };
    }
}
