package io.nave.storage.postgres;

import java.util.List;
import java.util.stream.IntStream;

import jakarta.persistence.Embeddable;

import io.nave.hub.connections.SessionState;
import io.nave.hub.connections.SessionState.Subscription;

/** A durable MQTT session as it is stored: subscriptions as two arrays of the same length (device-protocols §1.6). */
@Embeddable
class SessionColumns {

    String[] filters = {};
    Integer[] qos = {};

    static SessionColumns of(SessionState state) {
        SessionColumns columns = new SessionColumns();
        columns.filters = state.subscriptions().stream().map(Subscription::filter).toArray(String[]::new);
        columns.qos = state.subscriptions().stream().map(Subscription::qos).toArray(Integer[]::new);
        return columns;
    }

    SessionState toState() {
        List<Subscription> subscriptions = IntStream.range(0, filters.length)
                .mapToObj(i -> new Subscription(filters[i], qos[i])).toList();
        return new SessionState(subscriptions);
    }
}
