package io.nave.protocol.mqtt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.methods.DeviceAnswer;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.MqttPublishMessage;

/**
 * The direct methods of one client over MQTT (device-protocols §1.11.1): told when it has subscribed to them, each under an id
 * that it answers with. Who asks bounds how many are under way. Confined to the connection's event loop.
 */
final class MqttMethods {

    private static final int RANDOM_BITS = 48;

    private final MqttEndpoint endpoint;
    private final MqttGate gate;
    private final MqttSessionState state;
    private final Runnable whenSubscribed;
    private final Map<String, Pending> pending = new HashMap<>(2);

    /**
     * Begins anywhere: a client that connects again may answer what it was asked before, which must not be taken for an answer
     * to what it is asked now.
     */
    private long lastId = ThreadLocalRandom.current().nextLong(1L << RANDOM_BITS);

    /** A method that the client was told of, and the timer that ends it. */
    private record Pending(Consumer<MethodAnswer> answer, ScheduledFuture<?> timer) {
    }

    /** {@code whenSubscribed} is run when the client takes methods from then on. */
    MqttMethods(MqttEndpoint endpoint, MqttGate gate, MqttSessionState state, Runnable whenSubscribed) {
        this.endpoint = endpoint;
        this.gate = gate;
        this.state = state;
        this.whenSubscribed = whenSubscribed;
    }

    /** The client was accepted, or its subscriptions changed. */
    void subscriptionsChanged() {
        if (isOnline()) {
            whenSubscribed.run();
        }
    }

    /** Not before CONNACK. */
    private boolean isOnline() {
        return !gate.isClosing() && endpoint.isConnected() && state.isSubscribed(MqttTopic.METHODS);
    }

    /** Tells the client; a request that a slow reader left lying about would be late anyway. */
    void invoke(MethodRequest request, Consumer<MethodAnswer> answer) {
        if (!isOnline()) {
            answer.accept(MethodAnswer.NOT_ONLINE);
        } else if (!gate.isWritable()) {
            answer.accept(MethodAnswer.TOO_MANY);
        } else {
            tell(request, answer);
        }
    }

    private void tell(MethodRequest request, Consumer<MethodAnswer> answer) {
        String id = Long.toHexString(++lastId);
        ScheduledFuture<?> timer = gate.eventLoop().schedule(() -> end(id, MethodAnswer.TIMED_OUT),
                request.timeout().toMillis(), TimeUnit.MILLISECONDS);
        pending.put(id, new Pending(answer, timer));
        endpoint.publish(MqttTopic.methodRequest(request.name(), id), Buffer.buffer(request.payload()), MqttQoS.AT_MOST_ONCE,
                false, false);
    }

    /** The client answers; what nobody waits for any more is dropped. */
    void answered(MqttPublishMessage packet) {
        MqttTopic.requestId(packet.topicName()).filter(pending::containsKey).ifPresent(id -> end(id, answerIn(packet)));
    }

    private static MethodAnswer answerIn(MqttPublishMessage packet) {
        return MqttTopic.methodStatus(packet.topicName()).stream()
                .mapToObj(status -> DeviceAnswer.of(status, packet.payload().getBytes()))
                .findFirst().orElse(DeviceAnswer.MALFORMED);
    }

    private void end(String id, MethodAnswer what) {
        @Nullable
        Pending one = pending.remove(id);
        if (one != null) {
            one.timer().cancel(false);
            one.answer().accept(what);
        }
    }

    /** The connection is gone. */
    void closed() {
        List.copyOf(pending.keySet()).forEach(id -> end(id, MethodAnswer.DISCONNECTED));
    }
}
