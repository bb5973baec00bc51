package io.nave.hub.identity;

import java.util.List;
import java.util.Optional;

import io.nave.hub.connections.SessionState;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.smallrye.mutiny.Uni;

/** The port to where identities are kept. All changes are durable when their Uni completes. From any thread. */
public interface IdentityStore {

    Uni<Optional<Device>> find(DeviceId id);

    /** What a CONNECT needs, in one round trip: the identity and what its durable MQTT session remembers. */
    Uni<Optional<ConnectingIdentity>> findConnecting(ClientId client);

    /** Adds a device; fails with DEVICE_ALREADY_EXISTS. */
    Uni<Device> insert(Device device);

    /**
     * Replaces a device that still has the etag {@code expected}; {@code device} carries the new one. Fails with
     * DEVICE_NOT_FOUND
     * when it is gone, PRECONDITION_FAILED when somebody else changed it.
     */
    Uni<Device> update(Device device, ETag expected);

    /** Removes a device and its MQTT sessions; fails with DEVICE_NOT_FOUND, or PRECONDITION_FAILED when the etag is another. */
    Uni<Void> delete(DeviceId id, Optional<ETag> expected);

    /** Some devices, at most this many, in no promised order. */
    Uni<List<Device>> list(int max);

    /** A device about to connect; the session is empty when none is stored. */
    record ConnectingIdentity(Device device, Optional<SessionState> session) {
    }
}
