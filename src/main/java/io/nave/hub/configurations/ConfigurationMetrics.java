package io.nave.hub.configurations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.configurations.TargetStore.StateCounts;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.queries.TwinSelections;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Counts what the metrics of configurations ask for (semantics §7.2). Completes on a thread of the store. */
@Singleton
final class ConfigurationMetrics {

    private final ConfigurationStore store;
    private final TargetStore targets;
    private final TwinSelections selections;

    ConfigurationMetrics(ConfigurationStore store, TargetStore targets, TwinSelections selections) {
        this.store = store;
        this.targets = targets;
        this.selections = selections;
    }

    /** With what it comes to now. */
    Uni<MeasuredConfiguration> measured(Configuration configuration) {
        return measure(configuration).map(results -> new MeasuredConfiguration(configuration, results));
    }

    /** Counts now and notes it for listings. */
    Uni<Void> note(Configuration configuration) {
        return measure(configuration).chain(results -> store.noteResults(configuration.id(), results));
    }

    /** Counts now; a query that fails by now, because what it asks for is not allowed any more, is left out. */
    private Uni<MetricResults> measure(Configuration configuration) {
        return Uni.combine().all()
                .unis(targets.countStates(configuration.id()), custom(configuration.settings().metrics()))
                .with((counts, custom) -> new MetricResults(system(configuration, counts), custom));
    }

    private static Map<String, Long> system(Configuration configuration, StateCounts counts) {
        Map<String, Long> results = new LinkedHashMap<>();
        results.put("targetedCount", counts.targeted());
        results.put("appliedCount", counts.applied());
        if (configuration.content().kind() == ConfigurationContent.Kind.EDGE) {
            results.put("reportedSuccessfulCount", counts.reportedSuccessful());
            results.put("reportedFailedCount", counts.reportedFailed());
        }
        return results;
    }

    private Uni<Map<String, Long>> custom(Map<String, String> queries) {
        return tried(queries).map(ConfigurationMetrics::counts);
    }

    private static Map<String, Long> counts(List<Tried> tries) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Tried tried : tries) {
            tried.count().ifPresent(count -> counts.put(tried.name(), count));
        }
        return counts;
    }

    /** What is wrong with which of these queries. */
    Uni<Map<String, String>> errors(Map<String, String> queries) {
        return tried(queries).map(ConfigurationMetrics::errors);
    }

    private static Map<String, String> errors(List<Tried> tries) {
        Map<String, String> errors = new LinkedHashMap<>();
        for (Tried tried : tries) {
            tried.error().ifPresent(error -> errors.put(tried.name(), error));
        }
        return errors;
    }

    private Uni<List<Tried>> tried(Map<String, String> queries) {
        return Multi.createFrom().iterable(queries.entrySet()).onItem().transformToUniAndConcatenate(this::tried)
                .collect().asList();
    }

    private Uni<Tried> tried(Map.Entry<String, String> query) {
        return Uni.createFrom().deferred(() -> selections.count(query.getValue()))
                .map(count -> new Tried(query.getKey(), Optional.of(count), Optional.empty()))
                .onFailure(ConfigurationMetrics::isMistake)
                .recoverWithItem(failure -> new Tried(query.getKey(), Optional.empty(), Optional.of(detail(failure))));
    }

    private static boolean isMistake(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code() == ErrorCode.ARGUMENT_INVALID;
    }

    private static String detail(Throwable failure) {
        return failure instanceof HubException refusal ? refusal.detail() : "";
    }

    /** A query that was run. */
    private record Tried(String name, Optional<Long> count, Optional<String> error) {
    }
}
