package io.nave.protocol.mqtt;

import java.util.Optional;
import java.util.function.Consumer;

import io.nave.hub.monitoring.HubEvent.ProtocolViolation;
import io.nave.hub.monitoring.HubMonitor;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;

/**
 * A Vertx whose net servers put an MqttGate into each channel, once vertx-mqtt has set its pipeline up. One per server and
 * event
 * loop, because it passes on the gate of the CONNECT that is being handled.
 */
final class GatedVertx extends VertxWrapper {

    private final HubMonitor monitor;
    private final Consumer<MqttGate> arriving;
    private final Optional<NetServer> server;

    /** {@code arriving} is told the gate just before vertx-mqtt hears of its CONNECT, on the same thread. */
    GatedVertx(Vertx vertx, HubMonitor monitor, Consumer<MqttGate> arriving) {
        this(vertx, monitor, arriving, Optional.empty());
    }

    /** With this server instead of new ones. */
    GatedVertx(Vertx vertx, HubMonitor monitor, Consumer<MqttGate> arriving, NetServer server) {
        this(vertx, monitor, arriving, Optional.of(server));
    }

    private GatedVertx(Vertx vertx, HubMonitor monitor, Consumer<MqttGate> arriving, Optional<NetServer> server) {
        super((VertxInternal) vertx);
        this.monitor = monitor;
        this.arriving = arriving;
        this.server = server;
    }

    @Override
    public NetServer createNetServer(NetServerOptions options) {
        NetServer gated = server.orElseGet(() -> super.createNetServer(options));
        return new GatedNetServer(gated.exceptionHandler(this::handshakeFailed), this::newGate);
    }

    private MqttGate newGate() {
        return new MqttGate(monitor, arriving);
    }

    private void handshakeFailed(Throwable cause) {
        monitor.report(new ProtocolViolation("a client", MqttGate.PROTOCOL, "TLS handshake: " + cause.getMessage()));
    }
}
