package io.nave.hub.twins;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.nave.hub.connections.DesiredChange;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/**
 * The port to where twins are kept. A twin is there as long as its identity is. Writes are durable, and what they have to tell
 * back ends is stored, when their Uni completes; a read sees every write that completed before. Fails with SERVICE_UNAVAILABLE
 * when the store is away; then nobody knows what became of a write. From any thread.
 */
public interface TwinStore {

    /** How many of the last changes of a twin's desired properties are remembered. */
    int REMEMBERED_CHANGES = 32;

    Uni<Optional<TwinDocument>> find(ClientId client);

    /** The twins of these; those that are not there are left out. At most 1,000. */
    Uni<Map<ClientId, Twin>> findAll(Collection<ClientId> clients);

    /** Only what the device sees: desired, then reported properties. */
    Uni<Optional<DeviceView>> findForDevice(ClientId client);

    /**
     * Writes tags and desired properties, and says how the twin is then. {@code expected} is the count of writes that must be
     * there; {@code tell} leaves an event for back ends. Fails with DEVICE_NOT_FOUND for every twin that is not there,
     * PRECONDITION_FAILED, or TWIN_TOO_LARGE.
     */
    Uni<TwinDocument> write(ClientId client, TwinWrite write, OptionalLong expected, boolean tell);

    /**
     * Merges what a device says into its reported properties; {@code tell} leaves an event for back ends. Patches of one device
     * are applied in the order of the calls.
     * Fails with DEVICE_NOT_FOUND when there is no twin, or none of this generation of the identity, PRECONDITION_FAILED,
     * TWIN_TOO_LARGE,
     * or SERVER_BUSY when too many wait.
     *
     * @return the version of the reported properties then
     */
    Uni<Long> report(ClientId client, Optional<String> generationId, ReportedPatch patch, boolean tell);

    /** The version of the desired properties now; empty when there is no twin. */
    Uni<Optional<Long>> desiredVersion(ClientId client);

    /** The remembered changes of desired properties after this version, in their order. */
    Uni<List<DesiredChange>> changesAfter(ClientId client, long version);

    /** Whose desired properties changed in this last time, each with its newest version and no patch; at most {@code max}. */
    Uni<List<DesiredChange>> changedWithin(Duration time, int max);

    /** Forgets changes of desired properties that are older. */
    Uni<Void> forgetChanges(Duration age);

    /** Notes which model the device says it has; it is no write. */
    Uni<Void> announceModel(ClientId client, String modelId);

    /** What a device sees of its twin. */
    record DeviceView(String desired, long desiredVersion, String reported, long reportedVersion) {
    }
}
