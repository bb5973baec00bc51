package io.nave.routing;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.id.HubNames;
import io.nave.routing.endpoints.CustomEndpoint;
import io.smallrye.mutiny.Uni;

/**
 * What operators do with routes. Once a change is answered it is stored and holds on this replica; on the others within a
 * second. All changes fail with PRECONDITION_FAILED when the routing has another etag than expected, and with ARGUMENT_INVALID
 * or INVALID_SOURCE_ON_ROUTE when what is declared is not allowed or a condition cannot be compiled.
 */
@Singleton
public final class RoutingService {

    private final RouteStore store;
    private final CurrentRouting current;
    private final String hubName;

    public RoutingService(RouteStore store, CurrentRouting current, HubNames names) {
        this.store = store;
        this.current = current;
        this.hubName = names.shortName();
    }

    /** As it is stored, not as this replica knows it. */
    public Uni<VersionedRouting> get() {
        return store.load();
    }

    /** Replaces all of it. */
    public Uni<VersionedRouting> replace(RoutingDocument wanted, EtagCondition expected) {
        return change(expected, present -> wanted);
    }

    /** Declares an endpoint, or replaces the one of that name, which keeps what waits for it. */
    public Uni<VersionedRouting> putEndpoint(CustomEndpoint endpoint, EtagCondition expected) {
        return change(expected,
                present -> present.withEndpoints(with(present.endpoints(), called(endpoint.name()), endpoint)));
    }

    /**
     * Fails with RESOURCE_NOT_FOUND when there is none, and with ARGUMENT_INVALID while routes or enrichments name it. What
     * waited for it is dropped, and its dead letters too.
     */
    public Uni<VersionedRouting> deleteEndpoint(String name, EtagCondition expected) {
        return change(expected,
                present -> present.withEndpoints(without(present.endpoints(), called(name), "endpoint", name)));
    }

    /** Declares a route, or replaces the one of that name. */
    public Uni<VersionedRouting> putRoute(Route route, EtagCondition expected) {
        return change(expected, present -> present.withRoutes(with(present.routes(), named(route.name()), route)));
    }

    /** Fails with RESOURCE_NOT_FOUND when there is none. */
    public Uni<VersionedRouting> deleteRoute(String name, EtagCondition expected) {
        return change(expected, present -> present.withRoutes(without(present.routes(), named(name), "route", name)));
    }

    /** Declares an enrichment, or replaces the one of that key. */
    public Uni<VersionedRouting> putEnrichment(Enrichment enrichment, EtagCondition expected) {
        return change(expected, present -> present
                .withEnrichments(with(present.enrichments(), keyed(enrichment.key()), enrichment)));
    }

    /** Fails with RESOURCE_NOT_FOUND when there is none. */
    public Uni<VersionedRouting> deleteEnrichment(String key, EtagCondition expected) {
        return change(expected,
                present -> present.withEnrichments(without(present.enrichments(), keyed(key), "enrichment", key)));
    }

    private static Predicate<CustomEndpoint> called(String name) {
        return endpoint -> endpoint.name().equalsIgnoreCase(name);
    }

    private static Predicate<Route> named(String name) {
        return route -> route.name().equalsIgnoreCase(name);
    }

    private static Predicate<Enrichment> keyed(String key) {
        return enrichment -> enrichment.key().equalsIgnoreCase(key);
    }

    private static <T> List<T> with(List<T> present, Predicate<T> same, T wanted) {
        return present.stream().anyMatch(same) ? present.stream().map(each -> same.test(each) ? wanted : each).toList()
                : Stream.concat(present.stream(), Stream.of(wanted)).toList();
    }

    private static <T> List<T> without(List<T> present, Predicate<T> unwanted, String what, String name) {
        if (present.stream().noneMatch(unwanted)) {
            throw new HubException(ErrorCode.RESOURCE_NOT_FOUND, "There is no " + what + " with the name '" + name + "'");
        }
        return present.stream().filter(unwanted.negate()).toList();
    }

    private Uni<VersionedRouting> change(EtagCondition expected, UnaryOperator<RoutingDocument> change) {
        return store.change(present -> changed(present, expected, change)).invoke(current::learn);
    }

    private RoutingDocument changed(VersionedRouting present, EtagCondition expected, UnaryOperator<RoutingDocument> change) {
        if (!expected.isMetBy(present.etag())) {
            throw new HubException(ErrorCode.PRECONDITION_FAILED,
                    "The routing was changed meanwhile; get it, change that, and put it with its ETag");
        }
        RoutingDocument wanted = EndpointChanges.settle(change.apply(present.document()), present.document());
        RouteTable.compile(new VersionedRouting(wanted, present.version()), hubName);
        return wanted;
    }
}
