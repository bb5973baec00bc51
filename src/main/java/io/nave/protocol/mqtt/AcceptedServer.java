package io.nave.protocol.mqtt;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrafficShapingOptions;
import io.vertx.core.streams.ReadStream;

/**
 * A net server without a port, for sockets that somebody else accepted: vertx-mqtt sets up no others than those of a server.
 */
final class AcceptedServer implements NetServer {

    private @Nullable Handler<NetSocket> handler;

    /** Treats this socket as one that came to a port. */
    void accept(NetSocket socket) {
        connectHandler().handle(socket);
    }

    @Override
    public NetServer connectHandler(@Nullable Handler<NetSocket> connected) {
        handler = connected;
        return this;
    }

    @Override
    public Handler<NetSocket> connectHandler() {
        return Objects.requireNonNull(handler, "a server that does not listen yet takes no sockets");
    }

    @Override
    @Deprecated
    public ReadStream<NetSocket> connectStream() {
        throw new UnsupportedOperationException("Sockets are handled, not streamed");
    }

    @Override
    public Future<NetServer> listen() {
        return Future.succeededFuture(this);
    }

    @Override
    public Future<NetServer> listen(SocketAddress localAddress) {
        return listen();
    }

    @Override
    public NetServer exceptionHandler(Handler<Throwable> failed) {
        return this; // handshakes are over when a socket is handed over
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    @Override
    public void close(Handler<AsyncResult<Void>> closed) {
        close().onComplete(closed);
    }

    @Override
    public int actualPort() {
        return 0;
    }

    @Override
    public Future<Boolean> updateSSLOptions(SSLOptions options, boolean force) {
        return Future.succeededFuture(false);
    }

    @Override
    public void updateTrafficShapingOptions(TrafficShapingOptions options) {
        // the traffic of a socket is shaped where it was accepted
    }

    @Override
    public boolean isMetricsEnabled() {
        return false;
    }
}
