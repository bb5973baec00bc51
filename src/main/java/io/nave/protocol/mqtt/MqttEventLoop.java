package io.nave.protocol.mqtt;

import java.util.List;

import io.nave.hub.monitoring.HubMonitor;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;

/** The MQTT servers of one event loop; all loops share the ports, and a connection stays on its loop. */
final class MqttEventLoop extends AbstractVerticle {

    private final List<MqttServerOptions> listeners;
    private final MqttArrivals arrivals;
    private final HubMonitor monitor;

    MqttEventLoop(List<MqttServerOptions> listeners, MqttConnect connect, HubMonitor monitor) {
        this.listeners = listeners;
        this.arrivals = new MqttArrivals(connect);
        this.monitor = monitor;
    }

    @Override
    public void start(Promise<Void> started) {
        Future.all(listeners.stream().map(this::listen).toList()).<Void> mapEmpty().onComplete(started);
    }

    private Future<MqttServer> listen(MqttServerOptions options) {
        GatedVertx gated = new GatedVertx(vertx, monitor, arrivals::announce);
        return MqttServer.create(gated, options).endpointHandler(arrivals::arrive).listen();
    }
}
