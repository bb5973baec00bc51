package io.nave.hub.configurations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ETag;
import io.nave.hub.limits.HubLimits;
import io.nave.hub.queries.TwinSelections;
import io.smallrye.mutiny.Uni;

/**
 * Keeps automatic configurations (service-protocols §5.15, semantics §7.2); twins follow soon after. Completes on a thread of
 * the store.
 */
@Singleton
public final class ConfigurationService {

    private final ConfigurationStore store;
    private final ConfigurationMetrics metrics;
    private final TwinSelections selections;
    private final ConfigurationBell bell;

    ConfigurationService(ConfigurationStore store, ConfigurationMetrics metrics, TwinSelections selections,
            ConfigurationBell bell) {
        this.store = store;
        this.metrics = metrics;
        this.selections = selections;
        this.bell = bell;
    }

    /**
     * Fails with INVALID_CONFIGURATION_CONTENT when there is none, INVALID_CONFIGURATION_TARGET_CONDITION,
     * INVALID_CONFIGURATION_CUSTOM_METRICS_QUERY, CONFIGURATION_ALREADY_EXISTS or CONFIGURATION_COUNT_LIMIT_EXCEEDED.
     */
    public Uni<MeasuredConfiguration> create(ConfigurationRequest request) {
        return Uni.createFrom().item(() -> required(request))
                .invoke(content -> checkCondition(content.kind(), request.settings().targetCondition()))
                .call(content -> checkMetrics(request.settings()))
                .chain(content -> store.insert(request.id(), content, request.settings(), HubLimits.MAX_CONFIGURATIONS))
                .invoke(bell::ring)
                .map(added -> new MeasuredConfiguration(added, MetricResults.NONE));
    }

    private static ConfigurationContent required(ConfigurationRequest request) {
        return request.content().orElseThrow(() -> new HubException(ErrorCode.INVALID_CONFIGURATION_CONTENT,
                "A new configuration has a content: deviceContent, moduleContent or modulesContent"));
    }

    private void checkCondition(ConfigurationContent.Kind kind, String condition) {
        ConditionRules.check(kind, condition);
        conditionError(condition).ifPresent(error -> {
            throw ConditionRules.invalid(error);
        });
    }

    private Optional<String> conditionError(String condition) {
        try {
            if (!condition.isBlank()) {
                selections.check(condition);
            }
            return Optional.empty();
        } catch (HubException refusal) {
            return Optional.of(refusal.detail());
        }
    }

    private Uni<Void> checkMetrics(ConfigurationSettings settings) {
        return metrics.errors(settings.metrics()).invoke(ConfigurationService::requireNone).replaceWithVoid();
    }

    private static void requireNone(Map<String, String> errors) {
        errors.forEach((name, error) -> {
            throw new HubException(ErrorCode.INVALID_CONFIGURATION_CUSTOM_METRICS_QUERY,
                    "The metric '" + name + "' has a query that is none: " + error);
        });
    }

    /**
     * Changes all but the content. Fails with CONFIGURATION_NOT_FOUND, PRECONDITION_FAILED when the etag is another,
     * CANNOT_MODIFY_IMMUTABLE_CONFIGURATION_CONTENT, INVALID_CONFIGURATION_TARGET_CONDITION or
     * INVALID_CONFIGURATION_CUSTOM_METRICS_QUERY.
     */
    public Uni<MeasuredConfiguration> update(ConfigurationRequest request, Optional<ETag> expected) {
        return present(request.id())
                .invoke(present -> checkCondition(present.configuration().content().kind(),
                        request.settings().targetCondition()))
                .call(() -> checkMetrics(request.settings()))
                .call(() -> store.update(request, expected))
                .invoke(bell::ring)
                .chain(() -> present(request.id()));
    }

    private Uni<MeasuredConfiguration> present(ConfigurationId id) {
        return store.find(id).map(found -> present(id, found));
    }

    private static MeasuredConfiguration present(ConfigurationId id, Optional<MeasuredConfiguration> found) {
        return found.orElseThrow(() -> absent(id));
    }

    /** The refusal of a configuration that is not there. */
    public static HubException absent(ConfigurationId id) {
        return new HubException(ErrorCode.CONFIGURATION_NOT_FOUND, "There is no configuration with Id '" + id + "'.");
    }

    /** Counts anew. Fails with CONFIGURATION_NOT_FOUND. */
    public Uni<MeasuredConfiguration> get(ConfigurationId id) {
        return present(id).map(MeasuredConfiguration::configuration).chain(metrics::measured);
    }

    /** All of them by id, or the first {@code top} if that is more than 0; with what was counted a few minutes ago at most. */
    public Uni<List<MeasuredConfiguration>> list(int top) {
        return store.list().map(all -> top > 0 && top < all.size() ? all.subList(0, top) : all);
    }

    /**
     * Removes it; what it set is taken back soon. Fails with CONFIGURATION_NOT_FOUND, or PRECONDITION_FAILED when the etag is
     * another.
     */
    public Uni<Void> delete(ConfigurationId id, Optional<ETag> expected) {
        return store.delete(id, expected).invoke(bell::ring);
    }

    /** What is wrong with a condition and with queries, each by its name; nothing is when that is empty. */
    public Uni<QueryErrors> test(String condition, Map<String, String> queries) {
        return metrics.errors(queries).map(errors -> new QueryErrors(conditionError(condition), errors));
    }

    /** Texts for people. */
    public record QueryErrors(Optional<String> condition, Map<String, String> queries) {

        public QueryErrors {
            queries = new LinkedHashMap<>(queries);
        }
    }
}
