package io.nave.protocol.websocket;

import java.util.Set;
import java.util.function.Consumer;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.monitoring.HubEvent.ProtocolViolation;
import io.nave.hub.monitoring.HubMonitor;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Takes WebSockets on the HTTPS port and hands each, as a socket, to who speaks its sub-protocol: {@code /$iothub/websocket}
 * for devices and back ends, {@code /$servicebus/websocket} for Event Hubs clients (device-protocols §1.12, service-protocols
 * §6.7). Requests come in on event loops.
 */
@Singleton
public final class WebSocketGate {

    private static final String HUB_PATH = "/$iothub/websocket";
    private static final String EVENT_HUB_PATH = "/$servicebus/websocket";
    /** Behind PathFilter, before anything else of HTTP. */
    private static final int ORDER = -900;
    private static final int UNAVAILABLE = 503;
    /** Vert.x' names in the channel of a connection. */
    private static final String LAST_HANDLER = "handler";
    private static final String HTTP_IDLE = "idle";

    private final HubMonitor monitor;
    private volatile @Nullable Takers takers;

    private record Takers(Consumer<NetSocket> mqtt, Consumer<NetSocket> amqp) {

        Consumer<NetSocket> of(SubProtocol protocol) {
            return switch (protocol) {
                case MQTT -> mqtt;
                case AMQP -> amqp;
            };
        }
    }

    WebSocketGate(HubMonitor monitor) {
        this.monitor = monitor;
    }

    void register(@Observes Router router) {
        route(router, HUB_PATH, Set.of(SubProtocol.MQTT, SubProtocol.AMQP));
        route(router, EVENT_HUB_PATH, Set.of(SubProtocol.AMQP));
    }

    private void route(Router router, String path, Set<SubProtocol> known) {
        router.route(path).order(ORDER).handler(context -> enter(context, known));
    }

    /** Lets WebSockets in from now on; each is handed over on its event loop, on the context of its connection. */
    public void open(Consumer<NetSocket> mqtt, Consumer<NetSocket> amqp) {
        takers = new Takers(mqtt, amqp);
    }

    /** Lets no more WebSockets in; those that are in are closed by who took them. */
    public void close() {
        takers = null;
    }

    private void enter(RoutingContext context, Set<SubProtocol> known) {
        HttpServerRequest request = context.request();
        switch (WebSocketHandshake.of(request.method(), request.version(), request.headers(), known)) {
            case WebSocketHandshake.Accepted accepted -> accept(context, accepted);
            case WebSocketHandshake.Refused refused -> refuse(context, refused);
        }
    }

    private void accept(RoutingContext context, WebSocketHandshake.Accepted accepted) {
        Takers open = takers;
        if (open == null) {
            refuse(context, new WebSocketHandshake.Refused(UNAVAILABLE, "The hub is starting or stopping; connect again"));
            return;
        }
        context.response().putHeader(WebSocketHandshake.UPGRADE, "websocket")
                .putHeader(WebSocketHandshake.CONNECTION, "Upgrade")
                .putHeader(WebSocketHandshake.ACCEPT, accepted.accept())
                .putHeader(WebSocketHandshake.PROTOCOL, accepted.offered());
        changeOver(context.request(), open.of(accepted.protocol()));
    }

    /** The frames' handlers go in first: what HTTP's decoder has left over when it goes passes through them. */
    private void changeOver(HttpServerRequest request, Consumer<NetSocket> taker) {
        ConnectionBase connection = (ConnectionBase) request.connection();
        WebSocketFrames frames = new WebSocketFrames(how -> violated(connection, how));
        ChannelPipeline pipeline = connection.channel().pipeline();
        if (pipeline.get(HTTP_IDLE) != null) {
            pipeline.remove(HTTP_IDLE);
        }
        frames.install(pipeline, LAST_HANDLER);
        request.toNetSocket().onSuccess(socket -> handOver(socket, frames, taker))
                .onFailure(cause -> connection.channel().close());
    }

    /** Reading may have been stopped for the sake of the request's body. */
    private static void handOver(NetSocket socket, WebSocketFrames frames, Consumer<NetSocket> taker) {
        ConnectionBase connection = (ConnectionBase) socket;
        frames.open();
        connection.channel().config().setAutoRead(true);
        connection.getContext().emit(socket, taker::accept);
    }

    private void violated(ConnectionBase connection, String how) {
        monitor.report(new ProtocolViolation(String.valueOf(connection.remoteAddress()), "WebSocket", how));
    }

    private static void refuse(RoutingContext context, WebSocketHandshake.Refused refused) {
        HttpServerResponse response = context.response().setStatusCode(refused.status())
                .putHeader("Content-Type", "text/plain; charset=utf-8");
        if (refused.status() == WebSocketHandshake.UPGRADE_REQUIRED) {
            response.putHeader(WebSocketHandshake.UPGRADE, "websocket")
                    .putHeader(WebSocketHandshake.VERSION, WebSocketHandshake.SUPPORTED_VERSION);
        }
        response.end(refused.detail());
        context.request().resume();
    }
}
