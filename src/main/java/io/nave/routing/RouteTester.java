package io.nave.routing;

import java.util.List;

import jakarta.inject.Singleton;

import io.nave.hub.expression.Compilation;
import io.nave.hub.expression.ConditionError;
import io.nave.hub.expression.Evaluation;
import io.nave.hub.expression.Outcome;
import io.nave.hub.expression.RouteCondition;
import io.smallrye.mutiny.Uni;

/** What routes would do with a message, without sending one anywhere (semantics §1.9). */
@Singleton
public final class RouteTester {

    private final RouteStore store;

    public RouteTester(RouteStore store) {
        this.store = store;
    }

    /**
     * What one route would do. {@code result} is {@code true}, {@code false} or {@code undefined}; {@code reason} says why it
     * is
     * not true, and is empty when it is; a condition that cannot be compiled is undefined, with the mistakes.
     */
    public record Verdict(String result, String reason, List<ConditionError> errors) {
    }

    /** The stored routes, enabled and of this source, that take the message. */
    public Uni<List<Route>> all(RouteSource source, RouteTrial trial) {
        return store.load().map(stored -> taking(stored.document().routes(), source, trial));
    }

    private List<Route> taking(List<Route> routes, RouteSource source, RouteTrial trial) {
        return routes.stream().filter(route -> route.enabled() && route.source() == source)
                .filter(route -> one(route, trial).result().equals(Outcome.TRUE.wireName())).toList();
    }

    /** A route that need not be stored. Whether it is enabled makes no difference. */
    public Verdict one(Route route, RouteTrial trial) {
        return switch (CompiledRoute.compile(route)) {
            case Compilation.Valid(RouteCondition condition) -> verdict(condition, new Evaluation(trial));
            case Compilation.Invalid(List<ConditionError> errors) ->
                new Verdict(Outcome.UNDEFINED.wireName(), "The condition cannot be compiled", errors);
        };
    }

    private static Verdict verdict(RouteCondition condition, Evaluation evaluation) {
        Outcome outcome = condition.evaluate(evaluation);
        return new Verdict(outcome.wireName(), reason(outcome, evaluation), List.of());
    }

    private static String reason(Outcome outcome, Evaluation evaluation) {
        return evaluation.problem().orElse(switch (outcome) {
            case TRUE -> "";
            case FALSE -> "The condition is false";
            case NULL -> "The condition is null";
            case UNDEFINED -> "Something that the condition needs is not there: a property, or a part of the body or the twin";
        });
    }
}
