package io.nave.hub.identity;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.connections.ConnectionReview;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.InMemoryPresenceStore;
import io.nave.hub.connections.NodeMessenger;
import io.nave.hub.id.HubNames;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageIntake;
import io.nave.hub.message.MessageSource;
import io.nave.hub.monitoring.CutReason;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.notification.ForwardingPace;
import io.nave.hub.notification.NotificationForwarder;
import io.nave.hub.twins.DesiredNotices;
import io.nave.hub.twins.InMemoryTwinStore;
import io.nave.hub.twins.TwinService;
import io.nave.hub.twins.TwinSnapshots;
import io.smallrye.mutiny.Uni;

/** The registries in front of a store in memory; a change of access cuts every connection of the device. */
public final class RegistryFixture {

    private final IdentityRegistry devices;
    private final ModuleRegistry modules;
    private final BulkRegistry bulk;
    private final TwinService twins;
    private final InMemoryTwinStore twinStore;
    /** Devices whose messages were removed, with their generation ids. */
    final List<String> removed = new CopyOnWriteArrayList<>();
    private final InMemoryPresenceStore presence;

    public RegistryFixture(InMemoryIdentityStore store, ConnectionTable connections, NodeMessenger messenger,
            HubMonitor monitor, Clock clock) {
        this(store, store, connections, messenger, monitor, clock);
    }

    /** {@code store} is asked instead of {@code memory} about devices. */
    RegistryFixture(IdentityStore store, InMemoryIdentityStore memory, ConnectionTable connections, NodeMessenger messenger,
            HubMonitor monitor, Clock clock) {
        presence = new InMemoryPresenceStore(clock);
        CredentialRules credentials = new CredentialRules(new KeyGenerator());
        IdentityStamps stamps = new IdentityStamps(clock);
        NewIdentities fresh = new NewIdentities(credentials, stamps, new LifecycleNotifications(clock));
        AccessChanges changes = new AccessChanges(new CutAll(connections), messenger, monitor);
        NotificationForwarder forwarder = new NotificationForwarder(memory.notifications(), new NoIntake(), stored -> List.of(),
                new HubNames("hub.test.local", Set.of(), "nave"), new ForwardingPace(Duration.ofSeconds(5)));
        IdentityReports reports = new IdentityReports(monitor, forwarder, presence,
                (device, generation) -> Uni.createFrom().voidItem().invoke(() -> removed.add(device + " " + generation)));
        twinStore = new InMemoryTwinStore(memory::generation, clock);
        twins = new TwinService(twinStore, new DesiredNotices(twinStore, connections, messenger), forwarder,
                new TwinSnapshots(twinStore, messenger));
        devices = new IdentityRegistry(store, credentials, fresh, stamps, changes, reports, clock);
        modules = new ModuleRegistry(memory.modules(), devices, credentials, fresh, stamps, changes, reports);
        bulk = new BulkRegistry(store, fresh, reports, devices, modules, twins);
    }

    public TwinService twins() {
        return twins;
    }

    public InMemoryTwinStore twinStore() {
        return twinStore;
    }

    public InMemoryPresenceStore presence() {
        return presence;
    }

    public BulkRegistry bulk() {
        return bulk;
    }

    public IdentityRegistry devices() {
        return devices;
    }

    public ModuleRegistry modules() {
        return modules;
    }

    private record CutAll(ConnectionTable connections) implements ConnectionReview {

        @Override
        public Uni<Void> review(AccessChange change) {
            if (change instanceof AccessChange.Identity identity) {
                connections.of(identity.device()).forEach(connection -> connection.cut(CutReason.REVOKED));
            }
            return Uni.createFrom().voidItem();
        }
    }

    private record NoIntake() implements MessageIntake {

        @Override
        public void accept(DeviceMessage message, Acknowledgement acknowledgement) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean takes(MessageSource source) {
            return true;
        }

        @Override
        public void acceptNotification(MessageSource source, DeviceMessage message, Acknowledgement acknowledgement) {
            throw new UnsupportedOperationException();
        }
    }
}
