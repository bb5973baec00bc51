package io.nave.hub.configurations;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import io.nave.hub.configurations.TargetStore.Look;
import io.nave.hub.configurations.TargetStore.PassClaim;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.queries.TwinSelections;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Looks at twins that have changed, and at all twins when configurations have changed or it was long ago, on behalf of this
 * replica. What a replica that died had taken is looked at by another.
 */
@Singleton
public final class ConfigurationRunner {

    /** After this time without a sign of life another replica goes on. */
    static final Duration LEASE = Duration.ofSeconds(60);

    private static final int AT_ONCE = 100;

    private final TargetStore store;
    private final ConfigurationEngine engine;
    private final ConfigurationMetrics metrics;
    private final TwinSelections selections;
    private final ConfigurationBell bell;
    private final ConfigurationPace pace;
    private final HubMonitor monitor;

    ConfigurationRunner(TargetStore store, ConfigurationEngine engine, ConfigurationMetrics metrics,
            TwinSelections selections, ConfigurationBell bell, ConfigurationPace pace, HubMonitor monitor) {
        this.store = store;
        this.engine = engine;
        this.metrics = metrics;
        this.selections = selections;
        this.bell = bell;
        this.pace = pace;
        this.monitor = monitor;
    }

    /** Looks until it is cancelled; the server subscribes once. */
    public Multi<Void> run() {
        Multi<Long> polls = Multi.createFrom().ticks().every(pace.poll()).onOverflow().drop();
        return Multi.createBy().merging().streams(polls, bell.rings()).onOverflow().dropPreviousItems()
                .onItem().transformToUniAndConcatenate(signal -> lookAround());
    }

    /** A failure is reported; what was to be done is done at the next time. */
    Uni<Void> lookAround() {
        return store.takePass(LEASE)
                .chain(claim -> claim.isEmpty() ? Uni.createFrom().voidItem() : passThrough(claim.get()))
                .chain(this::lookAtChanged)
                .onFailure().invoke(failure -> monitor.report(new HubEvent.BackgroundFailure("configurations", failure)))
                .onFailure().recoverWithNull();
    }

    private Uni<Void> lookAtChanged() {
        return Multi.createBy().repeating().uni(this::lookAtSome)
                .whilst(count -> count == AT_ONCE)
                .collect().last().replaceWithVoid();
    }

    private Uni<Integer> lookAtSome() {
        return store.takeLooks(AT_ONCE, LEASE)
                .call(looks -> engine.evaluate(clients(looks)))
                .call(looks -> looks.isEmpty() ? Uni.createFrom().voidItem() : store.endLooks(looks))
                .map(List::size);
    }

    private static Set<ClientId> clients(List<Look> looks) {
        Set<ClientId> clients = new HashSet<>();
        looks.forEach(look -> clients.add(look.client()));
        return clients;
    }

    /** First whom configurations are for, then who has some. */
    private Uni<Void> passThrough(PassClaim claim) {
        return engine.configurations()
                .call(set -> passThroughTargets(claim, set))
                .call(() -> passThrough(claim, store::configured))
                .chain(this::measure)
                .chain(() -> store.endPass(claim, pace.pass()));
    }

    private Uni<Void> passThroughTargets(PassClaim claim, ConfigurationSet set) {
        return Multi.createFrom().iterable(set.byRank()).select().where(Configuration::hasTargets)
                .map(configuration -> configuration.settings().targetCondition())
                .onItem().transformToUniAndConcatenate(condition -> passThrough(claim, targets(condition)))
                .collect().last().replaceWithVoid();
    }

    private Pages targets(String condition) {
        return (after, max) -> selections.select(condition, after, max);
    }

    private Uni<Void> passThrough(PassClaim claim, Pages pages) {
        return Multi.createBy().repeating()
                .uni(Last::new, last -> passThroughPage(claim, pages, last))
                .whilst(count -> count == AT_ONCE)
                .collect().last().replaceWithVoid();
    }

    private Uni<Integer> passThroughPage(PassClaim claim, Pages pages, Last last) {
        return store.renewPass(claim, LEASE).invoke(ConfigurationRunner::requireHeld)
                .chain(() -> pages.after(last.client, AT_ONCE))
                .invoke(page -> last.client = page.isEmpty() ? last.client : Optional.of(page.getLast()))
                .call(engine::evaluate)
                .map(List::size);
    }

    private static void requireHeld(boolean held) {
        if (!held) {
            throw new HubException(ErrorCode.CONFLICT, "Another replica looks at all twins by now");
        }
    }

    private Uni<Void> measure(ConfigurationSet set) {
        return Multi.createFrom().iterable(set.byRank())
                .onItem().transformToUniAndConcatenate(metrics::note)
                .collect().last().replaceWithVoid();
    }

    /** Clients in the order of their ids. */
    private interface Pages {

        Uni<List<ClientId>> after(Optional<ClientId> client, int max);
    }

    /** How far a pass has come. Confined to one chain. */
    private static final class Last {

        private Optional<ClientId> client = Optional.empty();
    }
}
