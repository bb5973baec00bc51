package io.nave.protocol.mqtt;

import java.util.List;

import io.nave.hub.connections.SessionState;
import io.nave.protocol.mqtt.MqttGate.Hold;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.smallrye.mutiny.Uni;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.MqttUnsubscribeMessage;

/**
 * Takes SUBSCRIBE and UNSUBSCRIBE: what a durable session remembers is stored, and what follows from it has begun, before
 * either
 * is acknowledged (device-protocols §1.6). Confined to the connection's event loop.
 */
final class MqttSubscriptions {

    private final MqttEndpoint endpoint;
    private final MqttGate gate;
    private final MqttSessionState state;
    private final Following following;

    /** What subscriptions mean to the session. */
    interface Following {

        /** Stores what a durable session remembers; does nothing for one that is not. */
        Uni<Void> save(SessionState state);

        /** Whether {@link #follow} has something to wait for. */
        boolean isToFollow();

        /** Begins and ends what the subscriptions ask for, before they are acknowledged. */
        Uni<Void> follow();

        /** The subscriptions are acknowledged. */
        void followed();

        /** They could not be stored, or followed. */
        void notRemembered(Throwable failure);
    }

    MqttSubscriptions(MqttEndpoint endpoint, MqttGate gate, MqttSessionState state, Following following) {
        this.endpoint = endpoint;
        this.gate = gate;
        this.state = state;
        this.following = following;
    }

    void start() {
        endpoint.subscribeHandler(this::subscribe);
        endpoint.unsubscribeHandler(this::unsubscribe);
    }

    private void subscribe(MqttSubscribeMessage packet) {
        if (packet.topicSubscriptions().isEmpty()) {
            gate.violated("SUBSCRIBE without a filter");
            return;
        }
        SessionState before = state.toState();
        List<MqttQoS> granted = state.subscribe(packet.topicSubscriptions());
        remember(before, () -> endpoint.subscribeAcknowledge(packet.messageId(), granted));
    }

    private void unsubscribe(MqttUnsubscribeMessage packet) {
        if (packet.topics().isEmpty()) {
            gate.violated("UNSUBSCRIBE without a filter");
            return;
        }
        SessionState before = state.toState();
        state.unsubscribe(packet.topics());
        remember(before, () -> endpoint.unsubscribeAcknowledge(packet.messageId()));
    }

    private void remember(SessionState before, Runnable acknowledge) {
        SessionState now = state.toState();
        boolean changed = !now.equals(before);
        if (!changed && !following.isToFollow()) {
            acknowledge.run();
            return;
        }
        gate.hold(Hold.SUBSCRIBING);
        Uni<Void> stored = changed ? following.save(now) : Uni.createFrom().voidItem();
        stored.emitOn(gate.eventLoop()).chain(following::follow).emitOn(gate.eventLoop())
                .subscribe().with(saved -> remembered(acknowledge), following::notRemembered);
    }

    private void remembered(Runnable acknowledge) {
        if (!gate.isClosing()) {
            acknowledge.run();
            following.followed();
            gate.release(Hold.SUBSCRIBING);
        }
    }
}
