package io.nave.routing;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.RoutingName;

/**
 * All that an owner declares about routing: the endpoints of his own, the routes, what happens to telemetry that none takes,
 * and
 * enrichments (semantics §1.1). {@code lastEndpoint} is the largest number that an endpoint ever had here. Fails with
 * ARGUMENT_INVALID when it contradicts itself; conditions are compiled elsewhere.
 */
public record RoutingDocument(List<CustomEndpoint> endpoints, List<Route> routes, Route fallback, List<Enrichment> enrichments,
        int lastEndpoint) {

    /** The name of the built-in endpoint. */
    public static final String EVENTS = "events";

    static final int MAX_ENDPOINTS = 10;
    static final int MAX_ROUTES = 100;
    static final int MAX_ENRICHMENTS = 10;

    private static final Set<String> RESERVED = Set.of(EVENTS, "filenotifications", "operationsmonitoringevents");

    /** Of a new hub: everything goes to the built-in endpoint. */
    public static final RoutingDocument NEW_HUB = new RoutingDocument(List.of(), List.of(), Route.FALLBACK, List.of(),
            CustomEndpoint.NEW);

    public RoutingDocument {
        endpoints = List.copyOf(endpoints);
        routes = List.copyOf(routes);
        enrichments = List.copyOf(enrichments);
        requireAtMost(MAX_ENDPOINTS, endpoints.size(), "endpoints of its own");
        requireAtMost(MAX_ROUTES, routes.size(), "routes");
        requireAtMost(MAX_ENRICHMENTS, enrichments.size(), "enrichments");
        requireDifferent("endpoints", endpoints.stream().map(CustomEndpoint::name).toList());
        requireDifferent("routes", routes.stream().map(Route::name).toList());
        requireDifferent("enrichments", enrichments.stream().map(Enrichment::key).toList());
        routes.forEach(route -> RoutingName.require("A route", route.name()));
        Set<String> names = names(endpoints);
        routes.forEach(route -> requireEndpoint(names, "The route " + route.name(), route.endpoint()));
        requireEndpoint(names, "The fallback route", fallback.endpoint());
        for (Enrichment enrichment : enrichments) {
            enrichment.endpoints().forEach(name -> requireEndpoint(names, "The enrichment " + enrichment.key(), name));
        }
        if (fallback.source() != RouteSource.DEVICE_MESSAGES) {
            throw invalid("The fallback route is for DeviceMessages only");
        }
    }

    /** The route of this name, in any case. Fails with RESOURCE_NOT_FOUND. */
    public Route route(String name) {
        return routes.stream().filter(route -> route.name().equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> new HubException(ErrorCode.RESOURCE_NOT_FOUND, "There is no route with this name"));
    }

    /** The endpoint of the owner's own with this name, in any case. Fails with RESOURCE_NOT_FOUND. */
    public CustomEndpoint endpoint(String name) {
        return find(name).orElseThrow(
                () -> new HubException(ErrorCode.RESOURCE_NOT_FOUND, "There is no endpoint of your own with this name"));
    }

    Optional<CustomEndpoint> find(String name) {
        return endpoints.stream().filter(endpoint -> endpoint.name().equalsIgnoreCase(name)).findFirst();
    }

    RoutingDocument withEndpoints(List<CustomEndpoint> others) {
        return new RoutingDocument(others, routes, fallback, enrichments, lastEndpoint);
    }

    RoutingDocument withRoutes(List<Route> others) {
        return new RoutingDocument(endpoints, others, fallback, enrichments, lastEndpoint);
    }

    RoutingDocument withEnrichments(List<Enrichment> others) {
        return new RoutingDocument(endpoints, routes, fallback, others, lastEndpoint);
    }

    private static Set<String> names(List<CustomEndpoint> endpoints) {
        Set<String> names = new HashSet<>(Set.of(EVENTS));
        for (CustomEndpoint endpoint : endpoints) {
            if (RESERVED.contains(endpoint.name().toLowerCase(Locale.ROOT))) {
                throw invalid("The name " + endpoint.name() + " is the hub's own");
            }
            names.add(endpoint.name());
        }
        return names;
    }

    private static void requireAtMost(int max, int count, String what) {
        if (count > max) {
            throw invalid("A hub has at most " + max + " " + what);
        }
    }

    private static void requireDifferent(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw invalid("Two " + what + " have the name " + name);
            }
        }
    }

    private static void requireEndpoint(Set<String> declared, String what, String name) {
        if (!declared.contains(name)) {
            throw invalid(what + " names the endpoint '" + name + "', which is not declared");
        }
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }
}
