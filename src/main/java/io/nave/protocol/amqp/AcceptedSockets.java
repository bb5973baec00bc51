package io.nave.protocol.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetSocket;

/** Sockets that somebody else accepted, such as WebSockets. They stay on the event loops where they are. */
final class AcceptedSockets {

    private final Vertx vertx;
    private final AmqpServices services;
    private final int port;
    private final Map<EventLoop, OnLoop> loops = new ConcurrentHashMap<>();

    private record OnLoop(Context context, AmqpConnections connections) {

        Future<Void> close() {
            Promise<Void> closed = Promise.promise();
            context.runOnContext(nothing -> {
                connections.close();
                closed.complete();
            });
            return closed.future();
        }
    }

    /** {@code port} is where clients that are sent on shall come: the AMQP port of the same host (service-protocols §8). */
    AcceptedSockets(Vertx vertx, AmqpServices services, int port) {
        this.vertx = vertx;
        this.services = services;
        this.port = port;
    }

    /** Speaks AMQP on this socket, on whose event loop this is called. */
    void take(NetSocket socket) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        loops.computeIfAbsent(context.nettyEventLoop(), loop -> start(context)).connections().take(socket, port, context);
    }

    private OnLoop start(Context context) {
        AmqpConnections connections = new AmqpConnections(services);
        vertx.setPeriodic(AmqpConnections.TICK_MILLIS, timer -> connections.tick());
        return new OnLoop(context, connections);
    }

    /** Closes all connections, saying so to their peers. */
    Uni<Void> close() {
        List<Future<Void>> closing = new ArrayList<>();
        loops.values().forEach(loop -> closing.add(loop.close()));
        return Uni.createFrom().completionStage(() -> Future.all(closing).<Void> mapEmpty().toCompletionStage());
    }
}
