package io.nave.endpoint;

import java.time.Clock;

import jakarta.inject.Singleton;

import io.nave.endpoint.amqp.AmqpEndpoint;
import io.nave.endpoint.kafka.KafkaEndpoint;
import io.nave.endpoint.storage.StorageEndpoint;
import io.nave.endpoint.webhook.WebhookEndpoint;
import io.nave.hub.blobs.MessageContainers;
import io.nave.hub.id.HubNames;
import io.nave.routing.endpoints.AmqpSettings;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointSender;
import io.nave.routing.endpoints.EndpointSenders;
import io.nave.routing.endpoints.KafkaSettings;
import io.nave.routing.endpoints.StorageSettings;
import io.nave.routing.endpoints.WebhookSettings;
import io.vertx.core.Vertx;

/** Opens what carries messages to an endpoint, by its kind. */
@Singleton
final class EndpointFactory implements EndpointSenders {

    private final Vertx vertx;
    private final MessageContainers containers;
    private final HubNames names;
    private final Clock clock;

    EndpointFactory(Vertx vertx, MessageContainers containers, HubNames names, Clock clock) {
        this.vertx = vertx;
        this.containers = containers;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public EndpointSender open(CustomEndpoint endpoint) {
        return switch (endpoint.settings()) {
            case WebhookSettings settings -> new WebhookEndpoint(endpoint, settings, vertx, names, clock);
            case StorageSettings settings -> new StorageEndpoint(settings, containers, names, clock);
            case AmqpSettings settings -> new AmqpEndpoint(endpoint, settings, vertx);
            case KafkaSettings settings -> new KafkaEndpoint(endpoint, settings);
        };
    }
}
