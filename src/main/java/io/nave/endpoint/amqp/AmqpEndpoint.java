package io.nave.endpoint.amqp;

import java.time.Duration;

import io.nave.routing.endpoints.AmqpSettings;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointSender;
import io.nave.routing.endpoints.PartitionSender;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * An AMQP 1.0 address, by one connection that its partitions share, each with a link of its own: so each has its own credit,
 * and
 * its messages keep their order. Everything runs on one event loop; it may be called from any thread.
 */
public final class AmqpEndpoint implements EndpointSender {

    /** How long the other side may be silent: while connecting, without giving credit, and about a message. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AmqpSettings settings;
    private final EndpointLoop loop;
    private final BrokerConnection connection;
    private final Duration patience;

    /** Fails with ARGUMENT_INVALID when its trusted certificates cannot be read. */
    public AmqpEndpoint(CustomEndpoint endpoint, AmqpSettings settings, Vertx vertx) {
        this(endpoint, settings, vertx, PATIENCE);
    }

    AmqpEndpoint(CustomEndpoint endpoint, AmqpSettings settings, Vertx vertx, Duration patience) {
        this.settings = settings;
        this.patience = patience;
        this.loop = EndpointLoop.of(vertx);
        this.connection = new BrokerConnection(new WireOptions(endpoint.name(), settings, patience), loop);
    }

    @Override
    public PartitionSender partition(int partition) {
        return new AmqpPartition(connection, new EndpointMessages(settings.kind()), loop, patience);
    }

    @Override
    public Uni<Void> close() {
        return loop.call(connection::close);
    }
}
