package io.nave.protocol.amqp;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.vertx.core.Context;
import io.vertx.core.net.NetSocket;

/** The connections of one event loop, which it watches over while they last. Confined to that event loop. */
final class AmqpConnections {

    /** How often {@link #tick} is due. */
    static final long TICK_MILLIS = 500;

    private final AmqpServices services;
    private final Set<AmqpConnection> connections = new HashSet<>();

    AmqpConnections(AmqpServices services) {
        this.services = services;
    }

    /**
     * Speaks AMQP on this socket. Clients that are sent on, because what they ask for is elsewhere, shall come to this port.
     */
    void take(NetSocket socket, int port, Context context) {
        connections.add(new AmqpConnection(services, socket, port, context, connections::remove));
    }

    /** What has to be done for each every now and then. */
    void tick() {
        List.copyOf(connections).forEach(AmqpConnection::tick);
    }

    /** Closes all, saying so to their peers. */
    void close() {
        List.copyOf(connections).forEach(connection -> connection.close(
                AmqpErrors.error("amqp:connection:forced", "The hub is shutting down; connect again")));
    }
}
