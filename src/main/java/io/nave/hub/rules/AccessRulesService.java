package io.nave.hub.rules;

import java.util.function.UnaryOperator;

import jakarta.inject.Singleton;

import io.nave.hub.access.AccessRules;
import io.nave.hub.access.AccessRulesStore;
import io.nave.hub.access.BearerTokens;
import io.nave.hub.access.DeviceLists;
import io.nave.hub.access.Peer;
import io.nave.hub.access.VersionedRules;
import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.EtagCondition;
import io.smallrye.mutiny.Uni;

/**
 * Reads and changes the access rules. Once a change is answered it holds on this replica, and the live connections that it no
 * longer covers are being cut, here and on the other replicas.
 */
@Singleton
public final class AccessRulesService {

    private final AccessRulesStore store;
    private final AccessChanges changes;
    private final BearerTokens bearers;

    public AccessRulesService(AccessRulesStore store, AccessChanges changes, BearerTokens bearers) {
        this.store = store;
        this.changes = changes;
        this.bearers = bearers;
    }

    /** As they are stored, not as this replica knows them. */
    public Uni<VersionedRules> get() {
        return store.load();
    }

    /**
     * Replaces the rules, if they still have the etag that is expected. Fails with PRECONDITION_FAILED; with INVALID_OPERATION
     * when they would lock out everybody who could change them again: shared access policies switched off in a hub without
     * another way in, or network rules that do not let in {@code caller}, unless {@code force} says that this is meant.
     */
    public Uni<VersionedRules> replace(AccessRules rules, EtagCondition expected, Peer caller, boolean force) {
        return Uni.createFrom().item(rules)
                .invoke(this::requireAWayIn)
                .invoke(wanted -> requireAdmits(wanted, caller, force))
                .chain(wanted -> replace(wanted, expected))
                .call(this::announce);
    }

    /** Changes the lists of devices, whatever else changes meanwhile. Fails with what {@code change} throws. */
    public Uni<VersionedRules> changeDevices(UnaryOperator<DeviceLists> change) {
        return store.change(present -> present.rules().withDevices(change.apply(present.rules().devices())))
                .call(this::announce);
    }

    private Uni<Void> announce(VersionedRules stored) {
        return changes.announce(new AccessChange.Rules());
    }

    private Uni<VersionedRules> replace(AccessRules wanted, EtagCondition expected) {
        return store.change(present -> replaced(present, wanted, expected));
    }

    private static AccessRules replaced(VersionedRules present, AccessRules wanted, EtagCondition expected) {
        if (!expected.isMetBy(present.etag())) {
            throw new HubException(ErrorCode.PRECONDITION_FAILED,
                    "The access rules were changed meanwhile; get them, change that, and put it with its ETag");
        }
        return wanted;
    }

    private void requireAWayIn(AccessRules rules) {
        if (rules.switches().disableLocalAuth() && !bearers.configured()) {
            throw new HubException(ErrorCode.INVALID_OPERATION, "disableLocalAuth would lock everybody out: no OpenID Connect"
                    + " provider is configured that could vouch for administrators");
        }
    }

    private static void requireAdmits(AccessRules rules, Peer caller, boolean force) {
        if (!force && !rules.network().admits(caller.address())) {
            throw new HubException(ErrorCode.INVALID_OPERATION, "These networkRuleSets do not let in your own address, "
                    + caller.address() + ": you could not take them back; add ?force=true if that is meant");
        }
    }
}
