package io.nave.hub.twins;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.DesiredChange;
import io.nave.hub.connections.NodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Brings changes of desired properties to the connection they are for, on whichever replica it is. A notice that is lost on the
 * way is found in the store within seconds.
 */
@Singleton
public final class DesiredNotices {

    /** A longer patch is not sent around; who holds the connection reads it from the store. */
    static final int LONGEST_SENT = 4096;

    private static final Duration PACE = Duration.ofSeconds(5);
    /** Every change is looked at some times before it is too old, so that a look that failed does no harm. */
    private static final Duration LOOK_BACK = Duration.ofMinutes(4);
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int AT_ONCE = 10_000;

    private final TwinStore store;
    private final ConnectionTable connections;
    private final NodeMessenger messenger;

    public DesiredNotices(TwinStore store, ConnectionTable connections, NodeMessenger messenger) {
        this.store = store;
        this.connections = connections;
        this.messenger = messenger;
    }

    /** To be called once the change is stored; completes when it is on its way. */
    Uni<Void> announce(DesiredChange change) {
        connections.desiredChanged(change);
        return messenger.tell(new NodeCall.DesiredChanged(shortened(change)));
    }

    private static DesiredChange shortened(DesiredChange change) {
        Optional<String> patch = change.patch().filter(text -> text.length() <= LONGEST_SENT);
        return new DesiredChange(change.client(), change.version(), patch);
    }

    /** Looks for changes whose notice was lost, until it is cancelled; the server subscribes once. */
    public Multi<Void> run() {
        return Multi.createFrom().ticks().every(PACE).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> lookAndForget());
    }

    private Uni<Void> lookAndForget() {
        return lookForLost().chain(() -> store.forgetChanges(KEPT));
    }

    /** One look. */
    Uni<Void> lookForLost() {
        return connections.size() == 0 ? Uni.createFrom().voidItem()
                : store.changedWithin(LOOK_BACK, AT_ONCE).invoke(this::passOn).replaceWithVoid();
    }

    private void passOn(List<DesiredChange> changes) {
        changes.forEach(connections::desiredChanged);
    }
}
