package io.nave.protocol.mqtt;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.limits.HubLimits;
import io.nave.hub.monitoring.CutReason;
import io.nave.hub.monitoring.HubEvent.ListenerOpened;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.protocol.tls.ListenerTls;
import io.smallrye.mutiny.Uni;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;

/** Opens the MQTT ports, on every event loop (device-protocols §0.4). */
@Singleton
public final class MqttListener {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_CLIENT_ID = 257; // device/module, 128 characters each
    private static final int BACKLOG = 4096;

    private final Vertx vertx;
    private final MqttConfig config;
    private final ListenerTls tls;
    private final MqttConnect connect;
    private final ConnectionTable connections;
    private final HubMonitor monitor;
    private volatile @Nullable String deployment;

    MqttListener(Vertx vertx, MqttConfig config, ListenerTls tls, MqttConnect connect, ConnectionTable connections,
            HubMonitor monitor) {
        this.vertx = vertx;
        this.config = config;
        this.tls = tls;
        this.connect = connect;
        this.connections = connections;
        this.monitor = monitor;
    }

    /** Opens the ports; fails with an IllegalStateException that says which port could not be taken, and what to do. */
    public Uni<Void> open() {
        return Uni.createFrom().completionStage(() -> deploy().toCompletionStage())
                .onFailure().transform(this::explained)
                .invoke(this::opened)
                .replaceWithVoid();
    }

    /**
     * Takes a socket that somebody else accepted, such as a WebSocket, as if it had come to a port. On the event loop of the
     * socket; each gets a server of its own, which is a few small objects and nothing to be shared between loops.
     */
    public void accept(NetSocket socket) {
        AcceptedServer server = new AcceptedServer();
        MqttArrivals arrivals = new MqttArrivals(connect);
        GatedVertx gated = new GatedVertx(vertx, monitor, arrivals::announce, server);
        MqttServer.create(gated, options(0, LOOPBACK)).endpointHandler(arrivals::arrive).listen()
                .onSuccess(listening -> server.accept(socket));
    }

    /** Closes the ports and cuts all MQTT connections. */
    public Uni<Void> close() {
        connections.all().stream().filter(MqttSession.class::isInstance).forEach(c -> c.cut(CutReason.SHUTDOWN));
        String id = deployment;
        deployment = null;
        return id == null ? Uni.createFrom().voidItem()
                : Uni.createFrom().completionStage(() -> vertx.undeploy(id).toCompletionStage());
    }

    private Future<String> deploy() {
        List<MqttServerOptions> listeners = listeners();
        return vertx.deployVerticle(() -> new MqttEventLoop(listeners, connect, monitor),
                new DeploymentOptions().setInstances(eventLoops()));
    }

    private int eventLoops() {
        List<Object> loops = new ArrayList<>();
        ((VertxInternal) vertx).getEventLoopGroup().forEach(loops::add);
        return loops.size();
    }

    private List<MqttServerOptions> listeners() {
        List<MqttServerOptions> listeners = new ArrayList<>();
        if (config.port() > 0) {
            MqttServerOptions secure = options(config.port(), config.bindAddress());
            tls.secure(secure);
            listeners.add(secure);
        }
        if (config.plainPort() > 0) {
            listeners.add(options(config.plainPort(), LOOPBACK));
        }
        return listeners;
    }

    private MqttServerOptions options(int port, String host) {
        MqttServerOptions options = new MqttServerOptions()
                .setMaxMessageSize(HubLimits.MAX_DEVICE_MESSAGE + HubLimits.MAX_TOPIC)
                .setMaxClientIdLength(MAX_CLIENT_ID)
                .setAutoClientId(false)
                .setTimeoutOnConnect((int) config.connectTimeout().toSeconds())
                .setPort(port)
                .setHost(host);
        options.setAcceptBacklog(BACKLOG);
        return options;
    }

    private void opened(String id) {
        deployment = id;
        for (MqttServerOptions listener : listeners()) {
            monitor.report(new ListenerOpened(MqttGate.PROTOCOL, listener.getPort()));
        }
    }

    private Throwable explained(Throwable failure) {
        if (!(failure instanceof IOException) || failure instanceof FileSystemException) {
            return failure; // a certificate that cannot be read is not about the port
        }
        String ports = config.plainPort() > 0 ? config.port() + " or " + config.plainPort() : "" + config.port();
        return new IllegalStateException("MQTT cannot listen on port " + ports + " (" + failure.getMessage()
                + "): stop what uses it, or set nave.mqtt.port and nave.mqtt.plain-port to others", failure);
    }
}
