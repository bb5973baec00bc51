package io.nave.routing;

import io.nave.routing.endpoints.RoutingName;

/**
 * Where messages of a source go when a condition is true for them (semantics §1.1): to {@code endpoint}, by its name. The
 * condition is kept as it was written. Fails with ARGUMENT_INVALID when the name is none.
 */
public record Route(String name, RouteSource source, String condition, String endpoint, boolean enabled) {

    /** The condition of a route that has none. */
    public static final String ALWAYS = "true";

    /** What the fallback is called when it has no name of its own. */
    static final String FALLBACK_NAME = "$fallback";

    /** The fallback of a new hub: what no route takes goes to the built-in endpoint (semantics §1.5). */
    static final Route FALLBACK = new Route(FALLBACK_NAME, RouteSource.DEVICE_MESSAGES, ALWAYS, RoutingDocument.EVENTS, true);

    public Route {
        if (!name.equals(FALLBACK_NAME)) {
            RoutingName.require("A route", name);
        }
    }
}
