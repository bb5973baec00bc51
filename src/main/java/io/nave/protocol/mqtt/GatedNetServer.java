package io.nave.protocol.mqtt;

import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrafficShapingOptions;
import io.vertx.core.net.impl.NetSocketInternal;
import io.vertx.core.streams.ReadStream;

/** A net server that puts a gate behind the decoder that its connect handler has installed. Delegates everything else. */
final class GatedNetServer implements NetServer {

    private final NetServer delegate;
    private final Supplier<MqttGate> gates;

    GatedNetServer(NetServer delegate, Supplier<MqttGate> gates) {
        this.delegate = delegate;
        this.gates = gates;
    }

    @Override
    public NetServer connectHandler(@Nullable Handler<NetSocket> handler) {
        Handler<NetSocket> wrapped = Objects.requireNonNull(handler, "vertx-mqtt always sets a handler");
        delegate.connectHandler(socket -> {
            wrapped.handle(socket);
            gates.get().install(((NetSocketInternal) socket).channelHandlerContext().pipeline());
        });
        return this;
    }

    @Override
    public Handler<NetSocket> connectHandler() {
        return delegate.connectHandler();
    }

    @Override
    @Deprecated
    public ReadStream<NetSocket> connectStream() {
        return delegate.connectStream();
    }

    @Override
    public Future<NetServer> listen() {
        return delegate.listen();
    }

    @Override
    public Future<NetServer> listen(SocketAddress localAddress) {
        return delegate.listen(localAddress);
    }

    @Override
    public NetServer exceptionHandler(Handler<Throwable> handler) {
        delegate.exceptionHandler(handler);
        return this;
    }

    @Override
    public Future<Void> close() {
        return delegate.close();
    }

    @Override
    public void close(Handler<AsyncResult<Void>> handler) {
        delegate.close(handler);
    }

    @Override
    public int actualPort() {
        return delegate.actualPort();
    }

    @Override
    public Future<Boolean> updateSSLOptions(SSLOptions options, boolean force) {
        return delegate.updateSSLOptions(options, force);
    }

    @Override
    public void updateTrafficShapingOptions(TrafficShapingOptions options) {
        delegate.updateTrafficShapingOptions(options);
    }

    @Override
    public boolean isMetricsEnabled() {
        return delegate.isMetricsEnabled();
    }
}
