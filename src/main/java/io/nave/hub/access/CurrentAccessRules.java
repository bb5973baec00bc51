package io.nave.hub.access;

import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;

/**
 * The access rules as this replica knows them, asked on every connect without I/O. They are read before anybody is let in,
 * again when a change is announced, and when a slow poll finds that an announcement was lost.
 */
@Singleton
public final class CurrentAccessRules {

    private static final VersionedRules UNREAD = new VersionedRules(AccessRules.OPEN, -1);

    private final AccessRulesStore store;
    private final AtomicReference<VersionedRules> known = new AtomicReference<>(UNREAD);

    public CurrentAccessRules(AccessRulesStore store) {
        this.store = store;
    }

    /** Fails with SERVICE_UNAVAILABLE before they were read: nobody is let in on a guess. */
    public AccessRules get() {
        VersionedRules now = known.get();
        if (now.version() < 0) {
            throw new HubException(ErrorCode.SERVICE_UNAVAILABLE, "The access rules are not read yet; try again");
        }
        return now.rules();
    }

    /** Reads the rules anew. */
    public Uni<Void> refresh() {
        return store.load().invoke(this::learn).replaceWithVoid();
    }

    /** Takes over rules that were just stored or read, unless newer ones are known. */
    void learn(VersionedRules rules) {
        known.updateAndGet(old -> rules.version() >= old.version() ? rules : old);
    }

    /** Whether newer rules are stored than are known here. */
    public Uni<Boolean> isStale() {
        return store.version().map(stored -> stored != known.get().version());
    }
}
