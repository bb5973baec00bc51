package io.nave.hub.access;

import java.util.function.Function;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;

/** Access rules in memory. Safe for all threads. */
public final class InMemoryAccessRulesStore implements AccessRulesStore {

    private VersionedRules stored = new VersionedRules(AccessRules.OPEN, 0);
    private volatile boolean down;

    /** Whether the store fails from now on. */
    public void setDown(boolean down) {
        this.down = down;
    }

    @Override
    public Uni<VersionedRules> load() {
        return Uni.createFrom().item(this::read);
    }

    @Override
    public Uni<Long> version() {
        return load().map(VersionedRules::version);
    }

    @Override
    public Uni<VersionedRules> change(Function<VersionedRules, AccessRules> change) {
        return Uni.createFrom().item(() -> changed(change));
    }

    private synchronized VersionedRules read() {
        if (down) {
            throw new HubException(ErrorCode.SERVICE_UNAVAILABLE, "the store is gone");
        }
        return stored;
    }

    private synchronized VersionedRules changed(Function<VersionedRules, AccessRules> change) {
        VersionedRules present = read();
        AccessRules wanted = change.apply(present);
        if (!wanted.equals(present.rules())) {
            stored = new VersionedRules(wanted, present.version() + 1);
        }
        return stored;
    }
}
