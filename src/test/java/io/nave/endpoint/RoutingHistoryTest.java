package io.nave.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.nave.endpoint.RoutingHistory.Arrival;
import io.nave.endpoint.RoutingHistory.InForce;
import io.nave.endpoint.RoutingHistory.Routing;
import io.nave.endpoint.RoutingHistory.Told;

import static org.assertj.core.api.Assertions.assertThat;

/** What a change of the routing can get wrong is found. */
class RoutingHistoryTest {

    private static final Routing EVENTS = new Routing(List.of("events"), List.of("events"), Optional.empty());
    private static final Routing BOTH = new Routing(List.of("events", "hook"), List.of("hook"), Optional.of("b"));
    private static final List<InForce> ROUTINGS = List.of(new InForce(EVENTS, 0, 30), new InForce(BOTH, 20, 100));
    private static final List<Told> TOLD = List.of(told(0, 5), told(1, 25), told(2, 40));

    private final List<Arrival> right = new ArrayList<>(List.of(at("events", 0, ""), at("hook", 1, "b"), at("events", 2, "b"),
            at("hook", 2, "b")));

    @Test
    void whatIsRightIsAccepted() {
        assertThat(RoutingHistory.violations(ROUTINGS, TOLD, right)).isEmpty();
    }

    @Test
    void eitherRoutingIsRightWhileItChanges() {
        right.set(1, at("events", 1, ""));
        assertThat(RoutingHistory.violations(ROUTINGS, TOLD, right)).isEmpty();
    }

    @Test
    void aSecondLongerIsRightElsewhereOnly() {
        // given
        List<Arrival> late = List.of(at("events", 0, ""));

        // then
        assertThat(RoutingHistory.violations(ROUTINGS, List.of(new Told("d", 0, 1_000_000_030, 1_000_000_031, true)), late))
                .isEmpty();
        assertThat(RoutingHistory.violations(ROUTINGS, List.of(new Told("d", 0, 1_000_000_031, 1_000_000_032, true)), late))
                .singleElement().asString().startsWith("astray");
        assertThat(RoutingHistory.violations(ROUTINGS, List.of(new Told("d", 0, 31, 32, false)), late))
                .singleElement().asString().startsWith("astray");
    }

    @Test
    void lossIsFound() {
        right.removeFirst();
        assertFound("lost: ");
    }

    @Test
    void lossAtOneEndpointIsFound() {
        right.removeLast();
        assertFound("astray: ");
    }

    @Test
    void enrichmentOfAnotherRoutingIsFound() {
        right.set(3, at("hook", 2, ""));
        assertFound("astray: ");
    }

    @Test
    void doubleIsFound() {
        right.add(1, right.getFirst());
        assertThat(RoutingHistory.violations(ROUTINGS, TOLD, right))
                .anySatisfy(each -> assertThat(each).startsWith("doubled: "));
    }

    @Test
    void orderIsChecked() {
        right.add(1, right.remove(3));
        assertFound("out of order: ");
    }

    @Test
    void whatNobodySentIsFound() {
        right.add(at("hook", 3, "b"));
        assertFound("never sent: ");
    }

    private void assertFound(String what) {
        assertThat(RoutingHistory.violations(ROUTINGS, TOLD, right)).singleElement().asString().startsWith(what);
    }

    private static Told told(int number, long sent) {
        return new Told("d", number, sent, sent + 1, false);
    }

    private static Arrival at(String endpoint, int number, String enrichment) {
        return new Arrival(endpoint, "d", number, Optional.of(enrichment).filter(each -> !each.isEmpty()));
    }
}
