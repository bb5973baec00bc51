package io.nave.protocol.mqtt;

import java.time.Instant;
import java.util.UUID;

import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.Received;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.smallrye.mutiny.Uni;

/** The queue of device-bound messages as one connection sees it. Modules have none (device-protocols §1.10). */
final class MqttDeviceQueue {

    private final MqttServices services;
    private final ClientId client;
    private final QueueId id;
    private final String filter;
    private final String connection = UUID.randomUUID().toString();

    MqttDeviceQueue(MqttServices services, MessageOrigin origin) {
        this.services = services;
        this.client = origin.client();
        this.id = new QueueId(client.device(), origin.generationId());
        this.filter = MqttTopic.deviceBoundFilter(client);
    }

    boolean isDevice() {
        return client.module().isEmpty();
    }

    DeviceId device() {
        return client.device();
    }

    /** What a client subscribes to that wants its messages. */
    String filter() {
        return filter;
    }

    Uni<Received> receive(int max) {
        return services.queue().receive(id, connection, max);
    }

    Uni<Void> takeOver() {
        return services.queue().takeOver(id, connection);
    }

    Uni<Void> release() {
        return services.queue().release(id, connection);
    }

    Uni<Void> complete(LockToken token) {
        return services.queue().complete(id, token).replaceWithVoid();
    }

    Uni<Void> reject(LockToken token) {
        return services.queue().reject(id, token).replaceWithVoid();
    }

    Instant now() {
        return services.clock().instant();
    }

    void report(String what, Throwable failure) {
        services.monitor().report(new BackgroundFailure(what, failure));
    }
}
