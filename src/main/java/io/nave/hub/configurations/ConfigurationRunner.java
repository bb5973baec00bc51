package io.nave.hub.configurations;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.nave.hub.configurations.TargetStore.Look;
import io.nave.hub.configurations.TargetStore.PassClaim;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
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
    /** As the stores order them. */
    private static final Comparator<ClientId> BY_ID = Comparator
            .comparing((ClientId client) -> client.device().value())
            .thenComparing(client -> client.module().map(DeviceId::value).orElse(""));

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

    /** All whom configurations are for and all who have some, each once, in the order of their ids. */
    private Uni<Void> passThrough(PassClaim claim) {
        return engine.configurations()
                .call(set -> passThrough(claim, sources(set)))
                .chain(this::measure)
                .chain(() -> store.endPass(claim, pace.pass()));
    }

    private List<Pages> sources(ConfigurationSet set) {
        Stream<Pages> targets = set.byRank().stream().filter(Configuration::hasTargets)
                .map(configuration -> configuration.settings().targetCondition()).distinct().map(this::targets);
        return Stream.concat(targets, Stream.<Pages> of(store::configured)).toList();
    }

    private Pages targets(String condition) {
        return (after, max) -> selections.select(condition, after, max);
    }

    private Uni<Void> passThrough(PassClaim claim, List<Pages> sources) {
        return Multi.createBy().repeating()
                .uni(Last::new, last -> passThroughPage(claim, sources, last))
                .whilst(count -> count == AT_ONCE)
                .collect().last().replaceWithVoid();
    }

    private Uni<Integer> passThroughPage(PassClaim claim, List<Pages> sources, Last last) {
        return store.renewPass(claim, LEASE).invoke(ConfigurationRunner::requireHeld)
                .chain(() -> next(sources, last.client))
                .invoke(last::advance)
                .call(engine::evaluate)
                .map(List::size);
    }

    private static Uni<List<ClientId>> next(List<Pages> sources, Optional<ClientId> after) {
        return Multi.createFrom().iterable(sources)
                .onItem().transformToUniAndConcatenate(pages -> pages.after(after, AT_ONCE))
                .collect().in(() -> new TreeSet<>(BY_ID), Set::addAll)
                .map(all -> all.stream().limit(AT_ONCE).toList());
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

        void advance(List<ClientId> page) {
            client = page.isEmpty() ? client : Optional.of(page.getLast());
        }
    }
}
