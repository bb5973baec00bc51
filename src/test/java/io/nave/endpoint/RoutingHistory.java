package io.nave.endpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Holds what endpoints received while the routing changed against the promise that a change loses and duplicates nothing
 * (semantics §1.1, §1.4): every acknowledged message is at exactly the endpoints of one routing that was in force between its
 * sending and its acknowledgement, with the enrichment of that routing, once, and in the order of its device. Times are of
 * {@link System#nanoTime}.
 */
final class RoutingHistory {

    /** At the replica that did not answer the change, the routing before it may hold for that much longer. */
    static final long ELSEWHERE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<InForce> routings;
    private final List<String> violations = new ArrayList<>();

    /** A message that was acknowledged; {@code elsewhere}: at a replica that does not answer changes. */
    record Told(String device, int number, long sent, long acknowledged, boolean elsewhere) {

        String name() {
            return device + " " + number;
        }

        static String level(int number) {
            return number % 2 == 0 ? "hot" : "cold";
        }
    }

    /** Where a routing sends hot and cold messages, each the names of endpoints, and what its enrichment adds if it has one. */
    record Routing(List<String> hot, List<String> cold, Optional<String> enrichment) {

        Routing {
            hot = List.copyOf(hot);
            cold = List.copyOf(cold);
        }

        private Map<String, Optional<String>> arrivals(Told message) {
            List<String> endpoints = Told.level(message.number()).equals("hot") ? hot : cold;
            return endpoints.stream().collect(Collectors.toMap(each -> each, each -> enrichment));
        }
    }

    /** When a change to a routing was asked for, and when the change to the next was answered. */
    record InForce(Routing routing, long from, long until) {

        private boolean concerns(Told message) {
            return from <= message.acknowledged()
                    && message.sent() <= until + (message.elsewhere() ? ELSEWHERE_NANOS : 0);
        }
    }

    /** A message as an endpoint received it; each endpoint's in the order of their coming, of a device at least. */
    record Arrival(String endpoint, String device, int number, Optional<String> enrichment) {

        String name() {
            return device + " " + number;
        }
    }

    private RoutingHistory(List<InForce> routings) {
        this.routings = routings;
    }

    /** What breaks the promise; empty if nothing does. */
    static List<String> violations(List<InForce> routings, Collection<Told> told, List<Arrival> arrivals) {
        RoutingHistory history = new RoutingHistory(routings);
        history.checkOrder(arrivals);
        Map<String, Map<String, Optional<String>>> where = history.byMessage(arrivals);
        told.forEach(message -> history.check(message, where.getOrDefault(message.name(), Map.of())));
        told.forEach(message -> where.remove(message.name()));
        where.keySet().forEach(unknown -> history.violations.add("never sent: " + unknown));
        return history.violations;
    }

    private Map<String, Map<String, Optional<String>>> byMessage(List<Arrival> arrivals) {
        Map<String, Map<String, Optional<String>>> where = new HashMap<>();
        for (Arrival each : arrivals) {
            if (where.computeIfAbsent(each.name(), name -> new TreeMap<>()).put(each.endpoint(), each.enrichment()) != null) {
                violations.add("doubled: " + each);
            }
        }
        return where;
    }

    private void check(Told message, Map<String, Optional<String>> where) {
        List<InForce> possible = routings.stream().filter(each -> each.concerns(message)).toList();
        if (possible.stream().noneMatch(each -> each.routing().arrivals(message).equals(where))) {
            violations.add((where.isEmpty() ? "lost: " : "astray: ") + message + " is at " + where + ", of " + possible);
        }
    }

    private void checkOrder(List<Arrival> arrivals) {
        Map<String, Integer> last = new HashMap<>();
        for (Arrival each : arrivals) {
            Integer before = last.put(each.endpoint() + " " + each.device(), each.number());
            if (before != null && before >= each.number()) {
                violations.add("out of order: " + each + " after " + before);
            }
        }
    }
}
