package io.nave.routing;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.routing.endpoints.RoutingName;

/**
 * All that an owner declares about routing: the routes, what happens to telemetry that none takes, and enrichments
 * (semantics §1.1). Fails with ARGUMENT_INVALID when it contradicts itself; conditions are compiled elsewhere.
 */
public record RoutingDocument(List<Route> routes, Route fallback, List<Enrichment> enrichments) {

    /** The name of the built-in endpoint. */
    public static final String EVENTS = "events";

    static final int MAX_ROUTES = 100;
    static final int MAX_ENRICHMENTS = 10;

    private static final Set<String> ENDPOINTS = Set.of(EVENTS);

    /** Of a new hub: everything goes to the built-in endpoint. */
    public static final RoutingDocument NEW_HUB = new RoutingDocument(List.of(), Route.FALLBACK, List.of());

    public RoutingDocument {
        routes = List.copyOf(routes);
        enrichments = List.copyOf(enrichments);
        requireAtMost(MAX_ROUTES, routes.size(), "routes");
        requireAtMost(MAX_ENRICHMENTS, enrichments.size(), "enrichments");
        requireDifferent("routes", routes.stream().map(Route::name).toList());
        requireDifferent("enrichments", enrichments.stream().map(Enrichment::key).toList());
        routes.forEach(route -> RoutingName.require("A route", route.name()));
        routes.forEach(route -> requireEndpoint("The route " + route.name(), route.endpoint()));
        requireEndpoint("The fallback route", fallback.endpoint());
        for (Enrichment enrichment : enrichments) {
            enrichment.endpoints().forEach(name -> requireEndpoint("The enrichment " + enrichment.key(), name));
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

    RoutingDocument withRoutes(List<Route> others) {
        return new RoutingDocument(others, fallback, enrichments);
    }

    RoutingDocument withEnrichments(List<Enrichment> others) {
        return new RoutingDocument(routes, fallback, others);
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

    private static void requireEndpoint(String what, String name) {
        if (!ENDPOINTS.contains(name)) {
            throw invalid(what + " names the endpoint '" + name + "', which is not declared");
        }
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }
}
