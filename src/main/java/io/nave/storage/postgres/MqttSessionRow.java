package io.nave.storage.postgres;

import java.util.List;
import java.util.stream.IntStream;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import io.nave.hub.connections.SessionState;
import io.nave.hub.connections.SessionState.Subscription;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;

/** A durable MQTT session as it is stored: subscriptions as two arrays of the same length (device-protocols §1.6). */
@Entity
@Table(name = "mqtt_session")
@IdClass(MqttSessionRow.Key.class)
class MqttSessionRow {

    @Id
    @Column(name = "device_id")
    String deviceId = "";
    @Id
    @Column(name = "module_id")
    String moduleId = "";
    String[] filters = {};
    Integer[] qos = {};

    /** Whose session it is; the module is empty for the device itself. */
    record Key(String deviceId, String moduleId) {

        static Key of(ClientId client) {
            return new Key(client.device().value(), client.module().map(DeviceId::value).orElse(""));
        }
    }

    static MqttSessionRow of(ClientId client, SessionState state) {
        Key key = Key.of(client);
        MqttSessionRow row = new MqttSessionRow();
        row.deviceId = key.deviceId();
        row.moduleId = key.moduleId();
        row.filters = state.subscriptions().stream().map(Subscription::filter).toArray(String[]::new);
        row.qos = state.subscriptions().stream().map(Subscription::qos).toArray(Integer[]::new);
        return row;
    }

    SessionState toState() {
        List<Subscription> subscriptions = IntStream.range(0, filters.length)
                .mapToObj(i -> new Subscription(filters[i], qos[i])).toList();
        return new SessionState(subscriptions);
    }
}
