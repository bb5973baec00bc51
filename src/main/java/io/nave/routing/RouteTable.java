package io.nave.routing;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.nave.hub.expression.Evaluation;
import io.nave.routing.endpoints.CustomEndpoint;

import static java.util.Objects.requireNonNull;

/** All routes, compiled once when they change and then only read (semantics §1.4). Safe for all threads. */
final class RouteTable {

    private final long version;
    private final EndpointBits endpoints;
    private final Map<RouteSource, RouteIndex> routes = new EnumMap<>(RouteSource.class);
    private final CompiledRoute fallback;
    private final Enrichments enrichments;
    private final boolean onlyFallback;
    private final Set<RouteSource> twins;

    private RouteTable(VersionedRouting routing, String hubName) {
        RoutingDocument document = routing.document();
        this.version = routing.version();
        this.endpoints = new EndpointBits(document.endpoints());
        for (RouteSource source : RouteSource.values()) {
            routes.put(source, new RouteIndex(compile(document.routes(), source, endpoints)));
        }
        this.fallback = CompiledRoute.of(document.fallback(), endpoints);
        this.enrichments = new Enrichments(document.enrichments(), hubName);
        this.twins = Stream.of(RouteSource.values()).filter(this::needsTwin).collect(Collectors.toUnmodifiableSet());
        this.onlyFallback = of(RouteSource.DEVICE_MESSAGES).isEmpty() && fallback.isUnconditional()
                && fallback.endpoint() == EndpointBits.EVENTS && enrichments.isEmpty();
    }

    /** Fails with ARGUMENT_INVALID when a condition cannot be compiled; the detail says where the mistake is. */
    static RouteTable compile(VersionedRouting routing, String hubName) {
        return new RouteTable(routing, hubName);
    }

    private static List<CompiledRoute> compile(List<Route> routes, RouteSource source, EndpointBits endpoints) {
        List<CompiledRoute> compiled = new ArrayList<>();
        for (Route route : routes) {
            CompiledRoute each = CompiledRoute.of(route, endpoints); // one that is switched off must be right too
            if (route.enabled() && route.source() == source) {
                compiled.add(each);
            }
        }
        return List.copyOf(compiled);
    }

    private boolean needsTwin(RouteSource source) {
        return enrichments.needTwin() || of(source).needsTwin()
                || source == RouteSource.DEVICE_MESSAGES && fallback.needsTwin();
    }

    private RouteIndex of(RouteSource source) {
        return requireNonNull(routes.get(source));
    }

    long version() {
        return version;
    }

    /** The endpoints of the owner's own. */
    List<CustomEndpoint> customEndpoints() {
        return endpoints.custom();
    }

    /** The endpoints and their bits. */
    EndpointBits endpoints() {
        return endpoints;
    }

    /** Whether what devices say goes to the built-in endpoint as it is, without a look at it. */
    boolean passesTelemetryOn() {
        return onlyFallback;
    }

    /** Whether a route takes messages of this source. */
    boolean takes(RouteSource source) {
        return !of(source).isEmpty();
    }

    /** Whether a condition or an enrichment looks at twins. */
    boolean looksAtTwins() {
        return !twins.isEmpty();
    }

    /** Whether one that messages of this source come by looks at the sender's twin. */
    boolean looksAtTwins(RouteSource source) {
        return twins.contains(source);
    }

    Enrichments enrichments() {
        return enrichments;
    }

    /** The bits of the endpoints that a message is for; 0 when it is for none. */
    long match(RouteSource source, Evaluation message) {
        long found = of(source).match(message);
        boolean fallsBack = found == 0 && source == RouteSource.DEVICE_MESSAGES && fallback.route().enabled()
                && fallback.condition().matches(message);
        return fallsBack ? fallback.endpoint() : found;
    }

    /** The name of a route that says neither true nor false of a message, if there is one. Evaluates all of them. */
    Optional<String> undefined(RouteSource source, Evaluation message) {
        return of(source).undefined(message).map(CompiledRoute::route).map(Route::name);
    }
}
