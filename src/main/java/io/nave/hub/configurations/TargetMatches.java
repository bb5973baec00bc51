package io.nave.hub.configurations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import io.nave.hub.configurations.ConfigurationContent.Kind;
import io.nave.hub.id.ClientId;
import io.nave.hub.queries.TwinSelections;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Finds which configurations are for which of some twins. Completes on a thread of the store. */
@Singleton
final class TargetMatches {

    private final TwinSelections selections;

    TargetMatches(TwinSelections selections) {
        this.selections = selections;
    }

    /** For each that any are for, those by rank; Edge deployments are for the devices. */
    Uni<Map<ClientId, List<Configuration>>> find(ConfigurationSet set, List<TargetTwin> targets) {
        return Multi.createFrom().iterable(set.byRank()).select().where(Configuration::hasTargets)
                .onItem().transformToUniAndConcatenate(configuration -> matched(configuration, targets))
                .collect().in(HashMap::new, TargetMatches::add);
    }

    private Uni<Matched> matched(Configuration configuration, List<TargetTwin> targets) {
        Kind kind = configuration.content().kind();
        List<ClientId> candidates = targets.stream().filter(target -> isCandidate(kind, target)).map(TargetTwin::client)
                .toList();
        return candidates.isEmpty() ? Uni.createFrom().item(new Matched(configuration, List.of()))
                : selections.among(candidates, configuration.settings().targetCondition())
                        .map(clients -> new Matched(configuration, clients));
    }

    private static boolean isCandidate(Kind kind, TargetTwin target) {
        return switch (kind) {
            case DEVICE -> !target.isModule();
            case MODULE -> target.isModule();
            case EDGE -> !target.isModule() && target.ofEdge();
        };
    }

    private static void add(Map<ClientId, List<Configuration>> all, Matched matched) {
        for (ClientId client : matched.clients()) {
            all.computeIfAbsent(client, c -> new ArrayList<>()).add(matched.configuration());
        }
    }

    private record Matched(Configuration configuration, List<ClientId> clients) {
    }
}
