package io.nave.protocol.mqtt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.nave.hub.connections.SessionState;
import io.nave.hub.connections.SessionState.Subscription;
import io.nave.hub.limits.HubLimits;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.mqtt.MqttTopicSubscription;

/**
 * The subscriptions of one session and what may join them: the hub's own filters, five at most, QoS 1 at most
 * (device-protocols §1.6, §1.8). Confined to the connection's event loop.
 */
final class MqttSessionState {

    private final MqttTopic topics;
    private final Map<String, Integer> subscriptions = new LinkedHashMap<>(2);

    MqttSessionState(MqttTopic topics, SessionState restored) {
        this.topics = topics;
        restored.subscriptions().forEach(s -> subscriptions.put(s.filter(), s.qos()));
    }

    /** Of a client that connects: it goes on with what is stored, unless it wants to begin anew. */
    static MqttSessionState of(MqttTopic topics, MqttRequest request, Optional<SessionState> stored) {
        return new MqttSessionState(topics, stored.filter(s -> !request.cleanSession()).orElse(new SessionState(List.of())));
    }

    /** Subscribes to what is allowed and says what was granted, in the order that was asked for. */
    List<MqttQoS> subscribe(List<MqttTopicSubscription> wanted) {
        List<MqttQoS> granted = new ArrayList<>(wanted.size());
        for (MqttTopicSubscription one : wanted) {
            granted.add(subscribe(one.topicName(), one.qualityOfService()));
        }
        return granted;
    }

    private MqttQoS subscribe(String filter, MqttQoS wanted) {
        boolean room = subscriptions.size() < HubLimits.MAX_SUBSCRIPTIONS || subscriptions.containsKey(filter);
        if (!room || !topics.maySubscribe(filter)) {
            return MqttQoS.FAILURE;
        }
        MqttQoS granted = wanted == MqttQoS.AT_MOST_ONCE ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE;
        subscriptions.put(filter, granted.value());
        return granted;
    }

    void unsubscribe(List<String> filters) {
        subscriptions.keySet().removeAll(filters);
    }

    boolean isSubscribed(String filter) {
        return subscriptions.containsKey(filter);
    }

    /** The QoS that was granted for a filter that the client is subscribed to. */
    int qosOf(String filter) {
        return subscriptions.getOrDefault(filter, 0);
    }

    /** What a durable session remembers. */
    SessionState toState() {
        return new SessionState(
                subscriptions.entrySet().stream().map(s -> new Subscription(s.getKey(), s.getValue())).toList());
    }
}
