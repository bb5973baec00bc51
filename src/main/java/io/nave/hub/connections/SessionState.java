package io.nave.hub.connections;

import java.util.List;

/** What a durable MQTT session remembers: its subscriptions (device-protocols §1.6). */
public record SessionState(List<Subscription> subscriptions) {

    /** A topic filter as the client wrote it and the QoS that was granted, 0 or 1. */
    public record Subscription(String filter, int qos) {
    }

    public SessionState {
        subscriptions = List.copyOf(subscriptions);
    }
}
