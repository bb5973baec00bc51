package io.nave.hub.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.nave.hub.access.VerifiedTokens.Verified;
import io.smallrye.mutiny.Uni;

/**
 * Compares what a back end shows with the shared access policy that it names, and remembers of policies that were changed what
 * they are now: who was let in before has to stand by that. Safe for all threads.
 */
@Singleton
public final class PolicyCheck {

    /** More policies than ever are; beyond it the one that was changed longest ago is forgotten. */
    private static final int MAX_CHANGED = 1000;

    /** How long a policy counts as read; a notice that it was changed ends that at once, a lost one costs so much. */
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MAX_RECENT = 100;

    private final PolicyStore policies;
    private final Clock clock;
    private final Duration fresh;
    private final Map<String, Read> recent = new HashMap<>();
    private long changes;
    private final LinkedHashMap<String, Standing> changed = new LinkedHashMap<>();

    /** What a policy is since it was changed; a deleted one has neither rights nor keys. */
    private record Standing(Set<Permission> rights, Set<String> fingerprints) {
    }

    /** A policy as it was at some time. */
    private record Read(Optional<SharedAccessPolicy> policy, Instant at) {
    }

    @Inject
    PolicyCheck(PolicyStore policies, Clock clock) {
        this(policies, clock, FRESH);
    }

    /** One that counts a policy as read for as long as {@code fresh}. */
    PolicyCheck(PolicyStore policies, Clock clock, Duration fresh) {
        this.policies = policies;
        this.clock = clock;
        this.fresh = fresh;
    }

    /** Every request of a back end names a policy, so it is not read for each of them. */
    private Uni<Optional<SharedAccessPolicy>> find(String name) {
        return Uni.createFrom().deferred(() -> findNow(name));
    }

    private Uni<Optional<SharedAccessPolicy>> findNow(String name) {
        Optional<Read> read = remembered(name);
        return read.isPresent() ? Uni.createFrom().item(read.get().policy()) : read(name);
    }

    private synchronized Optional<Read> remembered(String name) {
        return Optional.ofNullable(recent.get(name)).filter(read -> clock.instant().isBefore(read.at().plus(fresh)));
    }

    private synchronized Uni<Optional<SharedAccessPolicy>> read(String name) {
        long before = changes;
        Instant at = clock.instant();
        return policies.find(name).invoke(policy -> keep(name, new Read(policy, at), before));
    }

    /** What was read before a change that has come to notice meanwhile says nothing. */
    private synchronized void keep(String name, Read read, long before) {
        if (read.policy().isPresent() && changes == before && (recent.size() < MAX_RECENT || recent.containsKey(name))) {
            recent.put(name, read);
        }
    }

    private synchronized void forget(String name) {
        changes++;
        recent.remove(name);
    }

    /** What was verified before is so again while the policy is the same. Fails with IOT_HUB_UNAUTHORIZED_ACCESS. */
    Uni<Verified> byToken(SasToken token, KeyForm forms, Optional<Verified> before) {
        return find(token.policyName().orElse("")).map(PolicyCheck::present)
                .map(policy -> isStill(policy, before) ? before.orElseThrow() : acceptToken(token, policy, forms));
    }

    private static boolean isStill(SharedAccessPolicy policy, Optional<Verified> before) {
        return before.isPresent() && before.get().policy().equals(policy);
    }

    private static SharedAccessPolicy present(Optional<SharedAccessPolicy> found) {
        return found.orElseThrow(() -> Authenticator.refusedCaller("there is no such policy"));
    }

    /** Fails with IOT_HUB_UNAUTHORIZED_ACCESS. */
    Uni<Caller> byKey(String policyName, String key) {
        return find(policyName).map(policy -> acceptKey(policy, key));
    }

    /** Reads a policy anew, because somebody changed it. */
    Uni<Void> refresh(String name) {
        forget(name);
        return policies.find(name).invoke(policy -> remember(name, policy)).replaceWithVoid();
    }

    private synchronized void remember(String name, Optional<SharedAccessPolicy> policy) {
        Set<String> keys = policy.map(SharedAccessPolicy::keys).orElse(List.of()).stream().map(KeyFingerprints::of)
                .collect(Collectors.toSet());
        changed.putLast(name, new Standing(policy.map(SharedAccessPolicy::permissions).orElse(Set.of()), keys));
        if (changed.size() > MAX_CHANGED) {
            changed.pollFirstEntry();
        }
    }

    /** Whether the policy still has the key that the caller has shown, and the rights that it got by it. */
    synchronized boolean stands(Caller caller) {
        Standing now = changed.get(caller.name());
        return now == null || caller.key().filter(now.fingerprints()::contains).isPresent()
                && now.rights().containsAll(caller.rights());
    }

    private static Verified acceptToken(SasToken token, SharedAccessPolicy policy, KeyForm forms) {
        String key = token.signerAmong(policy.keys(), forms)
                .orElseThrow(() -> Authenticator.refusedCaller("token signature is invalid"));
        return new Verified(token, policy, Caller.ofPolicy(policy, key, token.scope().path(), token.expiresAt()));
    }

    private static Caller acceptKey(Optional<SharedAccessPolicy> found, String key) {
        SharedAccessPolicy policy = present(found);
        String shown = policy.keys().stream().filter(one -> ConstantTime.equal(one, key)).findFirst()
                .orElseThrow(() -> Authenticator.refusedCaller("the key is not one of the policy's"));
        return Caller.ofPolicy(policy, shown, List.of(), Instant.MAX);
    }
}
