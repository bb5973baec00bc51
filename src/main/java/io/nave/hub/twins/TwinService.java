package io.nave.hub.twins;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import jakarta.inject.Singleton;

import io.nave.hub.connections.DesiredChange;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.message.MessageSource;
import io.nave.hub.notification.NotificationForwarder;
import io.nave.hub.twins.TwinStore.DeviceView;
import io.smallrye.mutiny.Uni;

/**
 * What back ends and devices do with twins (semantics §4). What is answered is stored, and read by everybody from then on.
 * Completes on a thread of the store.
 */
@Singleton
public final class TwinService {

    /** The etag of no twin: counters begin at 1. */
    private static final long NEVER_THERE = 0;

    private final TwinStore store;
    private final DesiredNotices notices;
    private final NotificationForwarder forwarder;
    private final TwinSnapshots snapshots;

    public TwinService(TwinStore store, DesiredNotices notices, NotificationForwarder forwarder, TwinSnapshots snapshots) {
        this.store = store;
        this.snapshots = snapshots;
        this.notices = notices;
        this.forwarder = forwarder;
    }

    /** Fails with DEVICE_NOT_FOUND or MODULE_NOT_FOUND. */
    public Uni<TwinDocument> get(ClientId client) {
        return store.find(client).chain(found -> found.isPresent() ? Uni.createFrom().item(found.get()) : missing(client));
    }

    private <T> Uni<T> missing(ClientId client) {
        return client.module().isEmpty() ? Uni.createFrom().failure(noDevice(client))
                : store.find(new ClientId(client.device(), Optional.empty())).map(device -> {
                    throw device.isPresent() ? noModule(client) : noDevice(client);
                });
    }

    private static HubException noDevice(ClientId client) {
        return new HubException(ErrorCode.DEVICE_NOT_FOUND, "A device with Id '" + client.device() + "' is not registered.");
    }

    private static HubException noModule(ClientId client) {
        return new HubException(ErrorCode.MODULE_NOT_FOUND, "A module with Id '" + client + "' is not registered.");
    }

    /**
     * Writes tags and desired properties, tells the device what changed of the latter, and says how the twin is then. Fails
     * with
     * DEVICE_NOT_FOUND, MODULE_NOT_FOUND, PRECONDITION_FAILED when the etag is another, or TWIN_TOO_LARGE.
     */
    public Uni<TwinDocument> write(ClientId client, TwinWrite write, EtagCondition condition) {
        boolean tell = isTold();
        return store.write(client, write, expected(condition), tell)
                .onFailure(TwinService::isMissing).recoverWithUni(() -> missing(client))
                .invoke(written -> wake(tell))
                .call(written -> snapshots.changed(client))
                .call(written -> announce(client, told(write, written.twin()), written.twin().desired().version()));
    }

    /**
     * A write that merges was stored together with something else: tells the device what changed of its desired properties,
     * which have this version then. Completes when that is on its way.
     */
    public Uni<Void> stored(ClientId client, Optional<String> desired, long desiredVersion) {
        return Uni.createFrom().voidItem().invoke(() -> wake(isTold()))
                .call(() -> snapshots.changed(client))
                .call(() -> announce(client, desired, desiredVersion));
    }

    /** Whether back ends are told of changes of twins; who writes a twin leaves an event then. */
    public boolean isTold() {
        return forwarder.wants(MessageSource.TWIN_CHANGE) || forwarder.wants(MessageSource.DIGITAL_TWIN_CHANGE);
    }

    private void wake(boolean told) {
        if (told) {
            forwarder.wake();
        }
    }

    /** The count of writes that a twin must have to meet a condition; empty when any will do. */
    public static OptionalLong expected(EtagCondition condition) {
        return condition.etag().isEmpty() ? OptionalLong.empty()
                : OptionalLong.of(Twin.writesOf(condition.etag().get()).orElse(NEVER_THERE));
    }

    private static boolean isMissing(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code() == ErrorCode.DEVICE_NOT_FOUND;
    }

    private static Optional<String> told(TwinWrite write, Twin written) {
        return write.desired().map(patch -> write.replace() ? written.desired().content().toString() : patch.json());
    }

    private Uni<Void> announce(ClientId client, Optional<String> told, long version) {
        return told.isEmpty() ? Uni.createFrom().voidItem() : notices.announce(new DesiredChange(client, version, told));
    }

    /** What a device sees of its twin. Fails with DEVICE_NOT_FOUND. */
    public Uni<DeviceView> view(ClientId client) {
        return store.findForDevice(client).map(found -> present(client, found));
    }

    private static <T> T present(ClientId client, Optional<T> found) {
        return found.orElseThrow(() -> noDevice(client));
    }

    /**
     * Merges what a device says into its reported properties and answers their version then. Fails with DEVICE_NOT_FOUND when
     * this generation of the identity is gone, PRECONDITION_FAILED when the base is not the version that is there,
     * TWIN_TOO_LARGE, or SERVER_BUSY.
     */
    public Uni<Long> report(ClientId client, String generationId, ReportedPatch patch) {
        return report(client, Optional.of(generationId), patch);
    }

    private Uni<Long> report(ClientId client, Optional<String> generationId, ReportedPatch patch) {
        boolean tell = isTold();
        return store.report(client, generationId, patch, tell).invoke(version -> snapshots.reported(client))
                .invoke(version -> wake(tell));
    }

    /**
     * Writes a twin as it was elsewhere, reported properties included; these are merged. Fails like {@link #write}.
     */
    public Uni<Void> restore(ClientId client, TwinWrite write, Optional<TwinPatch> reported, EtagCondition condition) {
        return write(client, write, condition).replaceWithVoid()
                .chain(() -> reported.isEmpty() ? Uni.createFrom().voidItem() : restoreReported(client, reported.get()));
    }

    private Uni<Void> restoreReported(ClientId client, TwinPatch patch) {
        return report(client, Optional.empty(), new ReportedPatch(patch, OptionalLong.empty())).replaceWithVoid();
    }

    /** The version of the desired properties now. Fails with DEVICE_NOT_FOUND. */
    public Uni<Long> desiredVersion(ClientId client) {
        return store.desiredVersion(client).map(found -> present(client, found));
    }

    /**
     * How the desired properties changed after this version, in order; as one change to the whole when that is too long ago to
     * be remembered.
     */
    public Uni<List<DesiredChange>> changesAfter(ClientId client, long version) {
        return store.changesAfter(client, version)
                .chain(changes -> continues(changes, version) ? Uni.createFrom().item(changes)
                        : notRemembered(client, version));
    }

    private static boolean continues(List<DesiredChange> changes, long version) {
        return !changes.isEmpty() && changes.getFirst().version() == version + 1;
    }

    /** Nothing happened, or it happened just now, or it is forgotten: only then is the whole the answer. */
    private Uni<List<DesiredChange>> notRemembered(ClientId client, long version) {
        return store.findForDevice(client).map(found -> whole(client, found, version))
                .chain(whole -> whole.isEmpty() ? Uni.createFrom().item(whole) : unlessRemembered(client, version, whole));
    }

    private Uni<List<DesiredChange>> unlessRemembered(ClientId client, long version, List<DesiredChange> whole) {
        return store.changesAfter(client, version).map(changes -> continues(changes, version) ? changes : whole);
    }

    private static List<DesiredChange> whole(ClientId client, Optional<DeviceView> found, long version) {
        return found.stream().filter(view -> view.desiredVersion() > version)
                .map(view -> new DesiredChange(client, view.desiredVersion(), Optional.of(view.desired()))).toList();
    }

    /** Notes which model the device says it has. */
    public Uni<Void> announceModel(ClientId client, String modelId) {
        return store.announceModel(client, modelId);
    }
}
