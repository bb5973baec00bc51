package io.nave.hub.configurations;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.twins.TwinService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Brings twins to what configurations want of them (semantics §7.2). Doing it again, or on two replicas at once, changes
 * nothing more. Completes on a thread of the store.
 */
@Singleton
final class ConfigurationEngine {

    /** How many twins are written at once. */
    private static final int AT_ONCE = 4;
    private static final ConfigurationSet NOTHING_KNOWN = new ConfigurationSet(-1, List.of());

    private final ConfigurationStore store;
    private final TargetStore targetStore;
    private final TargetMatches matches;
    private final EdgeModules modules;
    private final TwinService twins;
    private final HubMonitor monitor;
    private final AtomicReference<ConfigurationSet> known = new AtomicReference<>(NOTHING_KNOWN);

    ConfigurationEngine(ConfigurationStore store, TargetStore targetStore, TargetMatches matches, EdgeModules modules,
            TwinService twins,
            HubMonitor monitor) {
        this.store = store;
        this.targetStore = targetStore;
        this.matches = matches;
        this.modules = modules;
        this.twins = twins;
        this.monitor = monitor;
    }

    /** The configurations as they are now, read only when they have changed. */
    Uni<ConfigurationSet> configurations() {
        return store.generation().chain(generation -> known.get().generation() == generation
                ? Uni.createFrom().item(known.get())
                : store.all().invoke(known::set));
    }

    /** Looks at these twins and writes what is not as it should be. */
    Uni<Void> evaluate(Collection<ClientId> clients) {
        return clients.isEmpty() ? Uni.createFrom().voidItem()
                : configurations().chain(set -> evaluate(set, clients));
    }

    private Uni<Void> evaluate(ConfigurationSet set, Collection<ClientId> clients) {
        return targetStore.targets(clients).chain(targets -> evaluate(set, targets));
    }

    private Uni<Void> evaluate(ConfigurationSet set, List<TargetTwin> targets) {
        return matches.find(set, targets).chain(found -> applyAll(set, targets, found));
    }

    private Uni<Void> applyAll(ConfigurationSet set, List<TargetTwin> targets,
            Map<ClientId, List<Configuration>> found) {
        TwinPlans plans = new TwinPlans(found);
        Set<ClientId> present = targets.stream().map(TargetTwin::client).collect(Collectors.toSet());
        return Multi.createFrom().iterable(targets).map(plans::plan)
                .onItem().transformToUni(plan -> carryOut(plan, set.generation(), present)).merge(AT_ONCE)
                .collect().last().replaceWithVoid();
    }

    /** What goes wrong with one twin does not keep others from theirs, unless the store is away. */
    private Uni<Void> carryOut(TwinPlan plan, long generation, Set<ClientId> present) {
        Uni<Void> completed = plan.isOfAgent() && !plan.states().isEmpty() ? modules.complete(plan, present)
                : Uni.createFrom().voidItem();
        return completed.chain(() -> plan.isMet() ? Uni.createFrom().voidItem() : apply(plan, generation))
                .onFailure(failure -> !isRefusal(failure, ErrorCode.SERVICE_UNAVAILABLE))
                .recoverWithUni(failure -> reported(plan, failure));
    }

    private Uni<Void> reported(TwinPlan plan, Throwable failure) {
        monitor.report(new HubEvent.BackgroundFailure("configurations of " + plan.target().client(), failure));
        return Uni.createFrom().voidItem();
    }

    /** What is too large for a twin stays targeted; each look tries again. */
    private Uni<Void> apply(TwinPlan plan, long generation) {
        return write(plan, generation)
                .onFailure(failure -> isRefusal(failure, ErrorCode.TWIN_TOO_LARGE))
                .recoverWithUni(() -> write(plan.withoutPatches(), generation));
    }

    private Uni<Void> write(TwinPlan plan, long generation) {
        return plan.isMet() ? Uni.createFrom().voidItem()
                : targetStore.apply(plan, generation, twins.isTold())
                        .chain(version -> version.isPresent() && !plan.patches().isEmpty()
                                ? makeKnown(plan, version.getAsLong())
                                : Uni.createFrom().voidItem());
    }

    private Uni<Void> makeKnown(TwinPlan plan, long version) {
        return twins.stored(plan.target().client(), Optional.of(plan.told().toString()), version)
                .chain(() -> plan.isOfAgent() ? modules.reduce(plan) : Uni.createFrom().voidItem());
    }

    private static boolean isRefusal(Throwable failure, ErrorCode code) {
        return failure instanceof HubException refusal && refusal.code() == code;
    }
}
