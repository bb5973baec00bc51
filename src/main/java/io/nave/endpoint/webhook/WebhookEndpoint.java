package io.nave.endpoint.webhook;

import java.time.Clock;
import java.time.Duration;

import io.nave.endpoint.ServerTrust;
import io.nave.hub.id.HubNames;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointSender;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.endpoints.WebhookSettings;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.TrustOptions;

/**
 * A URL that events are posted to. Its partitions share connections that are kept alive; each has one request under way. From
 * any thread.
 */
public final class WebhookEndpoint implements EndpointSender {

    private static final Duration TO_ANSWER = Duration.ofSeconds(10);
    private static final int CONNECT_MILLIS = 5_000;
    /** More than a hub has partitions, so none waits for another. */
    private static final int MAX_CONNECTIONS = 64;
    /** Less than servers keep a silent connection, so few are closed just when they are used. */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final WebhookSettings settings;
    private final HubNames names;
    private final Clock clock;
    private final HttpClient client;
    private final WebhookHttp http;

    /** Fails with ARGUMENT_INVALID when its trusted certificates cannot be read. */
    public WebhookEndpoint(CustomEndpoint endpoint, WebhookSettings settings, Vertx vertx, HubNames names, Clock clock) {
        this(endpoint, settings, vertx, names, clock, TO_ANSWER);
    }

    WebhookEndpoint(CustomEndpoint endpoint, WebhookSettings settings, Vertx vertx, HubNames names, Clock clock,
            Duration toAnswer) {
        this.settings = settings;
        this.names = names;
        this.clock = clock;
        this.client = vertx.createHttpClient(options(endpoint, settings));
        this.http = new WebhookHttp(vertx, client, settings, clock, toAnswer);
    }

    private static HttpClientOptions options(CustomEndpoint endpoint, WebhookSettings settings) {
        HttpClientOptions options = new HttpClientOptions().setName(endpoint.name()).setConnectTimeout(CONNECT_MILLIS)
                .setMaxPoolSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_CONNECTIONS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS).setDecompressionSupported(false).setVerifyHost(true);
        settings.trustedCertificates().map(ServerTrust::with)
                .ifPresent(trust -> options.setTrustOptions(TrustOptions.wrap(trust.trustManager())));
        return options;
    }

    @Override
    public PartitionSender partition(int partition) {
        return new WebhookPartition(new WebhookEvents(partition, names), http, new BatchSize(settings.maxEvents()), clock);
    }

    @Override
    public Uni<Void> close() {
        return Uni.createFrom().completionStage(() -> client.close().toCompletionStage())
                .onFailure().recoverWithNull();
    }
}
