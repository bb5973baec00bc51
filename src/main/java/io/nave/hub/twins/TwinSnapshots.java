package io.nave.hub.twins;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.NodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Twins that this replica read a short while ago, for those who look at them with every message. A change through this replica
 * is seen at once, one of the back end through another as soon as that one says so. What nobody says, such as what a device
 * reports through another replica than the one that its messages come to, is seen after {@link #KEPT} at the latest; the
 * contract allows five minutes (semantics §1.10). From any thread.
 */
@Singleton
public final class TwinSnapshots {

    /** How long a twin is taken to be as it was read. */
    static final Duration KEPT = Duration.ofSeconds(30);

    private final TwinStore store;
    private final NodeMessenger messenger;
    private final SnapshotCache cache = new SnapshotCache(KEPT);
    private volatile boolean wanted;

    public TwinSnapshots(TwinStore store, NodeMessenger messenger) {
        this.store = store;
        this.messenger = messenger;
    }

    /** Whether anybody looks at twins; if not, changes need not be told. The same on all replicas. */
    public void want(boolean anybody) {
        wanted = anybody;
    }

    /** What is known of a twin, or null when it must be read. */
    public @Nullable TwinSnapshot known(ClientId client) {
        return cache.get(client);
    }

    /** Reads twins, at most 1,000, those that are not there included. Fails with SERVICE_UNAVAILABLE. */
    public Uni<Map<ClientId, TwinSnapshot>> read(Collection<ClientId> clients) {
        return Uni.createFrom().deferred(() -> begin(clients)).map(found -> keep(clients, found))
                .onTermination().invoke(cache::endRead);
    }

    private Uni<Map<ClientId, Twin>> begin(Collection<ClientId> clients) {
        cache.beginRead();
        return store.findAll(clients);
    }

    private Map<ClientId, TwinSnapshot> keep(Collection<ClientId> clients, Map<ClientId, Twin> found) {
        long now = System.nanoTime();
        Map<ClientId, TwinSnapshot> snapshots = new HashMap<>();
        for (ClientId client : clients) {
            TwinSnapshot snapshot = TwinSnapshot.of(Optional.ofNullable(found.get(client)), now);
            snapshots.put(client, snapshot);
            cache.put(client, snapshot);
        }
        return snapshots;
    }

    /** A device reported something through this replica. */
    void reported(ClientId client) {
        cache.forget(client);
    }

    /** The back end changed a twin; completes when the other replicas are being told. */
    Uni<Void> changed(ClientId client) {
        cache.forget(client);
        return wanted ? messenger.tell(new NodeCall.TwinChanged(client)).onFailure().recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    /** Hears what other replicas say, until the messenger stops; the server subscribes once. */
    public Multi<Void> run() {
        return messenger.calls().invoke(this::heard).onItem()
                .transformToMultiAndConcatenate(call -> Multi.createFrom().empty());
    }

    private void heard(NodeCall call) {
        if (call instanceof NodeCall.TwinChanged changed) {
            cache.forget(changed.client());
        }
    }
}
