package io.nave.hub.devicebound;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.NodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall.MessagesWaiting;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.Addressees;
import io.smallrye.mutiny.Uni;

/**
 * Takes cloud-to-device messages from back ends (semantics §5): each is stored before its sender hears that it was accepted,
 * and
 * then the replica that holds the device is woken. From any thread; completes on a thread of a store.
 */
@Singleton
public final class DeviceBoundService {

    private final Addressees addressees;
    private final DeviceBoundQueue queue;
    private final ConnectionTable connections;
    private final NodeMessenger messenger;
    private final ReplicaId replica;
    private final DeviceBoundLimits limits;
    private final Clock clock;

    public DeviceBoundService(Addressees addressees, DeviceBoundQueue queue, ConnectionTable connections,
            NodeMessenger messenger, ReplicaId replica, DeviceBoundLimits limits, Clock clock) {
        this.addressees = addressees;
        this.queue = queue;
        this.connections = connections;
        this.messenger = messenger;
        this.replica = replica;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Stores a message for a device; messages to one device keep the order in which they were given. Fails with
     * DEVICE_NOT_FOUND when the device is unknown or disabled, and with MESSAGE_TOO_LARGE, ARGUMENT_INVALID,
     * INVALID_MESSAGE_EXPIRY_TIME, DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED, DEVICE_MAXIMUM_QUEUE_SIZE_EXCEEDED or
     * SERVICE_UNAVAILABLE.
     */
    public Uni<Void> send(DeviceId to, DeviceBoundMessage message) {
        ClientId client = new ClientId(to, Optional.empty());
        return Uni.createFrom().deferred(() -> enqueue(to, message, expiryOf(message)))
                .chain(enqueued -> wake(client, enqueued));
    }

    private Uni<Enqueued> enqueue(DeviceId to, DeviceBoundMessage message, Instant expiresAt) {
        return queueOf(to).chain(id -> queue.enqueue(id, message, expiresAt));
    }

    private Instant expiryOf(DeviceBoundMessage message) {
        message.check();
        Instant now = clock.instant();
        Instant expiresAt = message.expiry().orElse(now.plus(limits.timeToLive()));
        if (!expiresAt.isAfter(now)) {
            throw new HubException(ErrorCode.INVALID_MESSAGE_EXPIRY_TIME, "The message has expired already, at " + expiresAt);
        }
        return expiresAt;
    }

    /** The device may be on its way in while presence does not know it yet, so this replica always looks. */
    private Uni<Void> wake(ClientId client, Enqueued enqueued) {
        connections.messagesWaiting(client);
        return enqueued.holder().filter(holder -> !holder.equals(replica.incarnation()))
                .map(holder -> messenger.tell(new ReplicaId(holder), new MessagesWaiting(client)))
                .orElse(Uni.createFrom().voidItem());
    }

    /** Dead-letters all that waits for a device and says how many messages these were. Fails with DEVICE_NOT_FOUND. */
    public Uni<Long> purge(DeviceId device) {
        return queueOf(device).chain(queue::purge);
    }

    /** What waits for a device and what was dead-lettered, at most {@code max} of each. Fails with DEVICE_NOT_FOUND. */
    public Uni<QueueView> view(DeviceId device, int max) {
        return queueOf(device).chain(id -> queue.view(id, max));
    }

    private Uni<QueueId> queueOf(DeviceId device) {
        return addressees.generationOf(new ClientId(device, Optional.empty()))
                .map(generation -> new QueueId(device, generation));
    }
}
