package io.nave.hub.access;

import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.access.GivenPolicyKeys.Keys;
import io.nave.hub.identity.KeyGenerator;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Sees to it at every start that the built-in policies are there: with the keys that the configuration gives, else with those
 * that
 * are stored, else with new ones. Replicas that start together agree, because the first to insert wins.
 */
@Singleton
public final class PolicyBootstrap {

    private final PolicyStore store;
    private final KeyGenerator generator;
    private final GivenPolicyKeys given;

    public PolicyBootstrap(PolicyStore store, KeyGenerator generator, GivenPolicyKeys given) {
        this.store = store;
        this.generator = generator;
        this.given = given;
    }

    /** Completes when all policies are stored; the server calls it before it listens. */
    public Uni<Void> run() {
        return Multi.createFrom().items(BuiltInPolicy.values())
                .onItem().transformToUniAndConcatenate(this::settle)
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> settle(BuiltInPolicy policy) {
        Keys keys = given.of(policy.wireName());
        SharedAccessPolicy fresh = policy.withKeys(keys.primary().orElseGet(generator::key),
                keys.secondary().orElseGet(generator::key));
        return store.insertIfAbsent(fresh).chain(() -> keys.isEmpty() ? Uni.createFrom().voidItem() : giveKeys(policy, keys));
    }

    private Uni<Void> giveKeys(BuiltInPolicy policy, Keys keys) {
        return store.find(policy.wireName()).map(Optional::orElseThrow)
                .map(stored -> policy.withKeys(keys.primary().orElse(stored.primaryKey()),
                        keys.secondary().orElse(stored.secondaryKey())))
                .chain(store::save);
    }
}
