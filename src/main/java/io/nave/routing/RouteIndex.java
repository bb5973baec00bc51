package io.nave.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.nave.hub.expression.Evaluation;
import io.nave.hub.expression.Guard;
import io.nave.hub.expression.Outcome;

/**
 * The routes of one source by what their conditions need: each property that some need is looked up once for a message, and
 * only routes whose guard holds are evaluated. Safe for all threads.
 */
final class RouteIndex {

    private final List<CompiledRoute> all;
    private final List<CompiledRoute> unguarded = new ArrayList<>();
    private final List<Property> properties;
    private final long endpoints;

    /** The routes that need one property: those that it is enough for that it is there, and those that need a text. */
    private record Property(Guard guard, List<CompiledRoute> present, Map<String, List<CompiledRoute>> equal) {

        List<CompiledRoute> placeOf(Optional<String> literal) {
            return literal.map(this::equalTo).orElse(present);
        }

        private List<CompiledRoute> equalTo(String text) {
            return equal.computeIfAbsent(text, first -> new ArrayList<>());
        }
    }

    RouteIndex(List<CompiledRoute> routes) {
        this.all = List.copyOf(routes);
        Map<String, Property> bySubject = new LinkedHashMap<>();
        for (CompiledRoute route : all) {
            Optional<Guard> guard = route.condition().guard();
            guard.map(found -> placeOf(found, bySubject)).orElse(unguarded).add(route);
        }
        this.properties = List.copyOf(bySubject.values());
        this.endpoints = all.stream().mapToLong(CompiledRoute::endpoint).reduce(0, (one, other) -> one | other);
    }

    private static List<CompiledRoute> placeOf(Guard guard, Map<String, Property> bySubject) {
        return bySubject.computeIfAbsent(guard.subject(), subject -> new Property(guard, new ArrayList<>(), new HashMap<>()))
                .placeOf(guard.literal());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean needsTwin() {
        return all.stream().anyMatch(CompiledRoute::needsTwin);
    }

    /** The endpoints of the routes that take a message. */
    long match(Evaluation message) {
        long found = match(unguarded, message, 0);
        for (int i = 0; i < properties.size() && found != endpoints; i++) {
            found = match(properties.get(i), message, found);
        }
        return found;
    }

    private static long match(Property property, Evaluation message, long before) {
        String value = property.guard().value(message);
        if (value == null) {
            return before;
        }
        long found = match(property.present(), message, before);
        List<CompiledRoute> equal = property.equal().get(value);
        return equal == null ? found : match(equal, message, found);
    }

    private static long match(List<CompiledRoute> routes, Evaluation message, long before) {
        long found = before;
        for (int i = 0; i < routes.size(); i++) {
            CompiledRoute route = routes.get(i);
            if ((found & route.endpoint()) == 0 && route.condition().matches(message)) {
                found |= route.endpoint();
            }
        }
        return found;
    }

    /** A route that says neither true nor false of a message, if there is one. Evaluates all of them. */
    Optional<CompiledRoute> undefined(Evaluation message) {
        return all.stream().filter(route -> saysNothing(route, message)).findFirst();
    }

    private static boolean saysNothing(CompiledRoute route, Evaluation message) {
        Outcome outcome = route.condition().evaluate(message);
        return outcome == Outcome.UNDEFINED || outcome == Outcome.NULL;
    }
}
