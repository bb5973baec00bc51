package io.nave.protocol.amqp;

import jakarta.inject.Singleton;

import io.nave.hub.monitoring.HubEvent.ListenerOpened;
import io.nave.protocol.tls.ListenerTls;
import io.smallrye.mutiny.Uni;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** Opens the AMQP ports: 5671 with TLS, and one on loopback without where it is configured (service-protocols §1). */
@Singleton
public final class AmqpListener {

    private static final int STANDARD_PORT = 5671;

    private final Vertx vertx;
    private final AmqpConfig config;
    private final ListenerTls tls;
    private final AmqpServices services;
    private final AcceptedSockets accepted;
    private volatile String deployment = "";

    public AmqpListener(Vertx vertx, AmqpConfig config, ListenerTls tls, AmqpServices services) {
        this.vertx = vertx;
        this.config = config;
        this.tls = tls;
        this.services = services;
        this.accepted = new AcceptedSockets(vertx, services, config.port() > 0 ? config.port() : STANDARD_PORT);
    }

    /** Takes the ports, one server per event loop; fails with a sentence that names the port when it is in use. */
    public Uni<Void> open() {
        return Uni.createFrom().completionStage(() -> deploy().toCompletionStage()).invoke(this::opened).replaceWithVoid();
    }

    private Future<String> deploy() {
        DeploymentOptions onEachLoop = new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
        NetServerOptions secured = AmqpServer.plain();
        tls.secure(secured); // here, because loading the native engine would block the event loops
        return vertx.deployVerticle(() -> new AmqpServer(services, config, secured), onEachLoop);
    }

    private void opened(String id) {
        deployment = id;
        if (config.port() > 0) {
            services.monitor().report(new ListenerOpened("AMQP over TLS", config.port()));
        }
        if (config.plainPort() > 0) {
            services.monitor().report(new ListenerOpened("AMQP", config.plainPort()));
        }
    }

    /** Takes a socket that somebody else accepted, such as a WebSocket, as if it had come to a port; on its event loop. */
    public void accept(NetSocket socket) {
        accepted.take(socket);
    }

    /** Closes the connections, saying so to their peers, and gives the ports back. */
    public Uni<Void> close() {
        String id = deployment;
        deployment = "";
        return accepted.close().chain(() -> id.isEmpty() ? Uni.createFrom().voidItem()
                : Uni.createFrom().completionStage(vertx.undeploy(id).toCompletionStage()));
    }
}
