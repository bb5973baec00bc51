package io.nave.protocol.amqp;

import java.util.ArrayList;
import java.util.List;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** Takes connections on one event loop; its siblings on the other loops share the ports. */
final class AmqpServer extends AbstractVerticle {

    private static final String LOOPBACK = "127.0.0.1";

    private final AmqpConfig config;
    private final NetServerOptions secured;
    private final AmqpConnections connections;

    /** {@code secured} are the options of the port with TLS. */
    AmqpServer(AmqpServices services, AmqpConfig config, NetServerOptions secured) {
        this.config = config;
        this.secured = secured;
        this.connections = new AmqpConnections(services);
    }

    @Override
    public void start(Promise<Void> started) {
        List<Future<NetServer>> servers = new ArrayList<>();
        if (config.port() > 0) {
            servers.add(listen(new NetServerOptions(secured), config.bindAddress(), config.port(), "nave.amqp.port"));
        }
        if (config.plainPort() > 0) {
            servers.add(listen(plain(), LOOPBACK, config.plainPort(), "nave.amqp.plain-port"));
        }
        vertx.setPeriodic(AmqpConnections.TICK_MILLIS, timer -> connections.tick());
        Future.all(servers).<Void> mapEmpty().onComplete(started);
    }

    /** The options of a port without TLS. */
    static NetServerOptions plain() {
        return new NetServerOptions().setTcpNoDelay(true).setTcpKeepAlive(true);
    }

    private Future<NetServer> listen(NetServerOptions options, String host, int port, String setting) {
        return vertx.createNetServer(options).connectHandler(this::accept).listen(port, host)
                .recover(cause -> Future.failedFuture(cannotListen(port, setting, cause)));
    }

    private static IllegalStateException cannotListen(int port, String setting, Throwable cause) {
        return new IllegalStateException("AMQP cannot listen on port " + port + " (" + cause.getMessage()
                + "): stop what uses the port, or set " + setting + " to another one", cause);
    }

    private void accept(NetSocket socket) {
        connections.take(socket, socket.localAddress().port(), context);
    }

    @Override
    public void stop() {
        connections.close();
    }
}
