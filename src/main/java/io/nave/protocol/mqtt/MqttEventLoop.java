package io.nave.protocol.mqtt;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.nave.hub.monitoring.HubMonitor;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;

/** The MQTT servers of one event loop; all loops share the ports, and a connection stays on its loop. */
final class MqttEventLoop extends AbstractVerticle {

    private final List<MqttServerOptions> listeners;
    private final MqttConnect connect;
    private final HubMonitor monitor;
    private @Nullable MqttGate arriving;

    MqttEventLoop(List<MqttServerOptions> listeners, MqttConnect connect, HubMonitor monitor) {
        this.listeners = listeners;
        this.connect = connect;
        this.monitor = monitor;
    }

    @Override
    public void start(Promise<Void> started) {
        Future.all(listeners.stream().map(this::listen).toList()).<Void> mapEmpty().onComplete(started);
    }

    private Future<MqttServer> listen(MqttServerOptions options) {
        GatedVertx gated = new GatedVertx(vertx, monitor, gate -> arriving = gate);
        return MqttServer.create(gated, options).endpointHandler(this::arrive).listen();
    }

    /** Is called while the gate passes the CONNECT on, so the gate is that of this endpoint. */
    private void arrive(MqttEndpoint endpoint) {
        MqttGate gate = arriving;
        if (gate == null) {
            throw new IllegalStateException("A CONNECT came around its gate");
        }
        arriving = null;
        connect.arrive(endpoint, gate);
    }
}
