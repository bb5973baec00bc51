package io.nave.hub.identity;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.nave.hub.connections.SessionState;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.notification.Notification;
import io.smallrye.mutiny.Uni;

/** The port to where devices are kept. All changes are durable when their Uni completes. From any thread. */
public interface IdentityStore {

    Uni<Optional<Device>> find(DeviceId id);

    /** Those of these devices that are there, in no promised order. At most {@link #MAX_AT_ONCE}. */
    Uni<List<Device>> findAll(Set<DeviceId> ids);

    /**
     * The devices whose parent has this scope, after this id in the order of their ids, the first ones when empty; fewer than
     * {@code max} are the last.
     */
    Uni<List<Device>> behind(String scope, Optional<DeviceId> after, int max);

    /** What a CONNECT needs, in one round trip: the identity and what its durable MQTT session remembers. */
    Uni<Optional<ConnectingIdentity>> findConnecting(ClientId client);

    /**
     * Adds devices with what comes with them, each wholly or not at all, in one round trip; those whose id is taken are left
     * out. At most {@link #MAX_AT_ONCE}, no id twice.
     *
     * @return the ids of those that were added
     */
    Uni<Set<DeviceId>> insert(List<NewDevice> devices);

    /**
     * Replaces a device that still has the etag {@code expected}; {@code device} carries the new one. System modules of a
     * gateway that are not there are added; those of a device that is none are removed. Fails with DEVICE_NOT_FOUND when it is
     * gone, PRECONDITION_FAILED when somebody else changed it.
     */
    Uni<Device> update(Device device, ETag expected, List<Module> systemModules);

    /**
     * Removes a device with its modules, their twins and their MQTT sessions, and leaves the notification to be sent, whose
     * body the store makes: the twin as it was. Fails with
     * DEVICE_NOT_FOUND, or PRECONDITION_FAILED when the etag is another.
     */
    Uni<Void> delete(DeviceId id, Optional<ETag> expected, Notification notification);

    /** Some devices, at most this many, in no promised order. */
    Uni<List<Device>> list(int max);

    /** How many devices there are. */
    Uni<DeviceCounts> count();

    /** How many devices are added at once at most. */
    int MAX_AT_ONCE = 500;

    /** A device to be added, with its system modules when it is a gateway, and what is to be told about it. */
    record NewDevice(Device device, List<Module> systemModules, List<Notification> notifications) {

        public NewDevice {
            systemModules = List.copyOf(systemModules);
            notifications = List.copyOf(notifications);
        }
    }

    /** How many devices there are, and how many of them may connect. */
    record DeviceCounts(long total, long enabled) {
    }

    /**
     * A device or module about to connect: whether it may, what tells this generation of it from others, and what it can show.
     * The session is empty when none is stored.
     */
    record ConnectingIdentity(ClientId client, boolean enabled, String generationId, Credentials credentials,
            Optional<SessionState> session) {
    }

    /** The devices after this id in the order of their ids, the first ones when empty; fewer than {@code max} are the last. */
    Uni<List<Device>> page(Optional<DeviceId> after, int max);
}
