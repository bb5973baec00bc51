package io.nave.routing;

import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.expression.Compilation;
import io.nave.hub.expression.ConditionError;
import io.nave.hub.expression.Outcome;
import io.nave.hub.expression.RouteCondition;

/** A route with its condition as a predicate; {@code endpoint} is the bit of its endpoint. */
record CompiledRoute(Route route, RouteCondition condition, long endpoint) {

    /** Fails with ARGUMENT_INVALID when the condition cannot be compiled. */
    static CompiledRoute of(Route route, EndpointBits endpoints) {
        return switch (compile(route)) {
            case Compilation.Valid(RouteCondition condition) ->
                new CompiledRoute(route, condition, endpoints.of(route.endpoint()));
            case Compilation.Invalid invalid -> throw refusal(route, invalid.errors().getFirst());
        };
    }

    /** Only conditions on changes of twins may ask what changed. */
    static Compilation compile(Route route) {
        return route.source() == RouteSource.TWIN_CHANGE_EVENTS ? RouteCondition.compileForTwinChanges(route.condition())
                : RouteCondition.compile(route.condition());
    }

    private static HubException refusal(Route route, ConditionError error) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, "The condition of the route " + route.name() + " is wrong in line "
                + error.location().start().line() + ", column " + error.location().start().column() + ": " + error.message());
    }

    boolean needsTwin() {
        return condition.needsTwin();
    }

    /** Whether it takes every message. */
    boolean isUnconditional() {
        return route.enabled() && condition.constant().equals(Optional.of(Outcome.TRUE));
    }
}
