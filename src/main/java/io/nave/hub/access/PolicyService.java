package io.nave.hub.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.identity.KeyGenerator;
import io.nave.hub.limits.HubLimits;
import io.smallrye.mutiny.Uni;

/**
 * Lists, creates, changes, rotates and deletes shared access policies, at most 16 (semantics §8.2). Nobody gives away, sees or
 * rotates keys of a policy that may do more than he. A change of keys or rights ends the live connections that rested on what
 * is gone, on every replica; the others stay.
 */
@Singleton
public final class PolicyService {

    /** What is done with the keys of a policy. */
    public enum KeyChange {
        /** The primary key is generated anew. */
        PRIMARY,
        /** The secondary key is generated anew. */
        SECONDARY,
        /** Each takes the place of the other. */
        SWAP
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9\\-._]{1,64}");
    /** How often a change is tried when somebody else changes the policy each time. */
    private static final int TRIES = 5;

    private final PolicyStore store;
    private final KeyGenerator generator;
    private final AccessChanges changes;

    public PolicyService(PolicyStore store, KeyGenerator generator, AccessChanges changes) {
        this.store = store;
        this.generator = generator;
        this.changes = changes;
    }

    /** All policies, by name. */
    public Uni<List<StoredPolicy>> list() {
        return store.list();
    }

    /** Fails with RESOURCE_NOT_FOUND. */
    public Uni<StoredPolicy> get(String name) {
        return store.findStored(name).map(found -> present(found, name));
    }

    private static StoredPolicy present(Optional<StoredPolicy> found, String name) {
        return found.orElseThrow(() -> new HubException(ErrorCode.RESOURCE_NOT_FOUND,
                "There is no shared access policy '" + name + "'"));
    }

    /** The policy with its keys. Fails with RESOURCE_NOT_FOUND, or IOT_HUB_UNAUTHORIZED when it may do more than the caller. */
    public Uni<StoredPolicy> keysOf(String name, Caller caller) {
        return get(name).invoke(stored -> requireNoMore(stored.policy(), caller));
    }

    /**
     * Creates a policy, or replaces its rights and the keys that are given; keys that are not given are generated or kept.
     * Fails with ARGUMENT_INVALID, INVALID_OPERATION when there are 16
     * or a built-in policy would get other rights, PRECONDITION_FAILED, or IOT_HUB_UNAUTHORIZED.
     */
    public Uni<StoredPolicy> put(PolicyRequest request, EtagCondition expected, Caller caller) {
        return Uni.createFrom().item(request)
                .invoke(PolicyService::requireAllowed)
                .chain(wanted -> store.findStored(wanted.name()))
                .chain(found -> found.isPresent() ? replaceBy(request, expected, caller)
                        : create(request, expected, caller))
                .call(this::announce);
    }

    private Uni<StoredPolicy> create(PolicyRequest request, EtagCondition expected, Caller caller) {
        if (expected.mustExist()) {
            return Uni.createFrom().failure(changed(request.name()));
        }
        SharedAccessPolicy policy = request.create(generator);
        requireNoMore(policy, caller);
        return store.insert(policy, HubLimits.MAX_POLICIES);
    }

    private Uni<StoredPolicy> replaceBy(PolicyRequest request, EtagCondition expected, Caller caller) {
        return change(request.name(), expected, caller, request::applyTo);
    }

    /** Changes keys. Fails with RESOURCE_NOT_FOUND, PRECONDITION_FAILED, or IOT_HUB_UNAUTHORIZED. */
    public Uni<StoredPolicy> rotate(String name, KeyChange what, EtagCondition expected, Caller caller) {
        return change(name, expected, caller, policy -> rotated(policy, what)).call(this::announce);
    }

    private SharedAccessPolicy rotated(SharedAccessPolicy policy, KeyChange what) {
        return switch (what) {
            case PRIMARY -> policy.withKeys(generator.key(), policy.secondaryKey());
            case SECONDARY -> policy.withKeys(policy.primaryKey(), generator.key());
            case SWAP -> policy.withKeys(policy.secondaryKey(), policy.primaryKey());
        };
    }

    /** Fails with RESOURCE_NOT_FOUND, PRECONDITION_FAILED, or INVALID_OPERATION for a built-in policy. */
    public Uni<Void> delete(String name, EtagCondition expected, Caller caller) {
        if (BuiltInPolicy.NAMES.contains(name)) {
            return Uni.createFrom().failure(new HubException(ErrorCode.INVALID_OPERATION,
                    "'" + name + "' is a built-in policy: its keys can be regenerated, but it cannot be deleted"));
        }
        return judged(name, expected, caller)
                .chain(stored -> store.delete(name, stored.version()))
                .invoke(deleted -> requireDone(deleted, name))
                .chain(() -> changes.announce(new AccessChange.Policy(name)));
    }

    private Uni<StoredPolicy> change(String name, EtagCondition expected, Caller caller,
            Function<SharedAccessPolicy, SharedAccessPolicy> change) {
        Uni<StoredPolicy> once = judged(name, expected, caller).chain(stored -> replaced(stored, caller, change));
        return once.onFailure(PolicyService::isOvertaken).retry().atMost(TRIES)
                .onFailure(PolicyService::isOvertaken).transform(failure -> changed(name));
    }

    private Uni<StoredPolicy> judged(String name, EtagCondition expected, Caller caller) {
        return keysOf(name, caller).invoke(stored -> requireMatch(stored, expected));
    }

    private Uni<StoredPolicy> replaced(StoredPolicy stored, Caller caller,
            Function<SharedAccessPolicy, SharedAccessPolicy> change) {
        SharedAccessPolicy next = change.apply(stored.policy());
        requireNoMore(next, caller);
        return store.replace(next, stored.version()).map(done -> done.orElseThrow(Overtaken::new));
    }

    private Uni<Void> announce(StoredPolicy stored) {
        return changes.announce(new AccessChange.Policy(stored.policy().name()));
    }

    private static void requireAllowed(PolicyRequest request) {
        if (!NAME.matcher(request.name()).matches()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "A policy's name has 1 to 64 letters, digits, '-', '.' and '_'");
        }
        if (request.rights().isEmpty()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "A policy has at least one right");
        }
        BuiltInPolicy.rightsOf(request.name()).ifPresent(fixed -> requireRights(request, fixed));
    }

    private static void requireRights(PolicyRequest request, Set<Permission> fixed) {
        if (!fixed.equals(Permission.withImplied(request.rights()))) {
            throw new HubException(ErrorCode.INVALID_OPERATION, "'" + request.name()
                    + "' is a built-in policy and keeps its rights: " + Permission.textOf(fixed));
        }
    }

    private static void requireNoMore(SharedAccessPolicy policy, Caller caller) {
        policy.permissions().forEach(caller::require);
    }

    private static void requireMatch(StoredPolicy stored, EtagCondition expected) {
        requireDone(expected.isMetBy(stored.etag()), stored.policy().name());
    }

    private static void requireDone(boolean done, String name) {
        if (!done) {
            throw changed(name);
        }
    }

    private static boolean isOvertaken(Throwable failure) {
        return failure instanceof Overtaken;
    }

    private static HubException changed(String name) {
        return new HubException(ErrorCode.PRECONDITION_FAILED,
                "The policy '" + name + "' has another etag, or is gone; get it again");
    }

    /** Somebody else changed the policy between reading and writing it. */
    private static final class Overtaken extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Overtaken() {
            super("overtaken", null, false, false);
        }
    }
}
