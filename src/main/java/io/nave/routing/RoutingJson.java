package io.nave.routing;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.json.StrictObject;

/**
 * The documents of routing, in the resource shape of Azure (semantics §1.1). What is left out of the whole document is as in a
 * new hub; a field that is not known is refused, because a misspelt one would send messages elsewhere.
 *
 * <pre>
 * {"endpoints":{},
 *  "routes":[{"name":"hot","source":"DeviceMessages","condition":"level = 'hot'","endpointNames":["events"],"isEnabled":true}],
 *  "fallbackRoute":{"name":"$fallback","source":"DeviceMessages","condition":"true","endpointNames":["events"],"isEnabled":true},
 *  "enrichments":[{"key":"site","value":"$twin.tags.site","endpointNames":["events"]}]}
 * </pre>
 */
public final class RoutingJson {

    private static final String ENDPOINTS = "endpoints";
    private static final String ROUTES = "routes";
    private static final String FALLBACK = "fallbackRoute";
    private static final String ENRICHMENTS = "enrichments";
    private static final String NAME = "name";
    private static final String SOURCE = "source";
    private static final String CONDITION = "condition";
    private static final String ENDPOINT_NAMES = "endpointNames";
    private static final String ENABLED = "isEnabled";
    private static final String KEY = "key";
    private static final String VALUE = "value";
    private static final List<String> ROUTE_FIELDS = List.of(NAME, SOURCE, CONDITION, ENDPOINT_NAMES, ENABLED);
    private static final List<String> FOREIGN_ENDPOINTS = List.of("serviceBusQueues", "serviceBusTopics", "eventHubs",
            "storageContainers", "cosmosDBSqlContainers");

    private RoutingJson() {
    }

    /** The whole document. */
    public static ObjectNode write(RoutingDocument document) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject(ENDPOINTS);
        ArrayNode routes = json.putArray(ROUTES);
        document.routes().forEach(route -> routes.add(write(route)));
        json.set(FALLBACK, write(document.fallback()));
        ArrayNode enrichments = json.putArray(ENRICHMENTS);
        document.enrichments().forEach(enrichment -> enrichments.add(write(enrichment)));
        return json;
    }

    /** One route. */
    public static ObjectNode write(Route route) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put(NAME, route.name()).put(SOURCE, route.source().wireName()).put(CONDITION, route.condition());
        json.putArray(ENDPOINT_NAMES).add(route.endpoint());
        return json.put(ENABLED, route.enabled());
    }

    /** One enrichment. */
    public static ObjectNode write(Enrichment enrichment) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put(KEY, enrichment.key()).put(VALUE, enrichment.value());
        ArrayNode endpoints = json.putArray(ENDPOINT_NAMES);
        enrichment.endpoints().forEach(endpoints::add);
        return json;
    }

    /** Reads a whole document; fails with ARGUMENT_INVALID or INVALID_SOURCE_ON_ROUTE whose detail names the field. */
    public static RoutingDocument read(JsonNode json) {
        StrictObject document = new StrictObject("the routing", json, List.of(ENDPOINTS, ROUTES, FALLBACK, ENRICHMENTS));
        requireNoEndpoints(document.child(ENDPOINTS));
        List<Route> routes = document.array(ROUTES).stream().map(RoutingJson::readRoute).toList();
        List<Enrichment> enrichments = document.array(ENRICHMENTS).stream().map(RoutingJson::readEnrichment).toList();
        Route fallback = document.has(FALLBACK) ? readFallback(document.child(FALLBACK)) : Route.FALLBACK;
        return new RoutingDocument(routes, fallback, enrichments);
    }

    private static void requireNoEndpoints(JsonNode json) {
        StrictObject endpoints = new StrictObject(ENDPOINTS, json, FOREIGN_ENDPOINTS);
        for (String kind : FOREIGN_ENDPOINTS) {
            if (!endpoints.array(kind).isEmpty()) {
                throw invalid(kind + ": this hub has the built-in endpoint only");
            }
        }
    }

    /** Reads one route; fails as the whole does. */
    public static Route readRoute(JsonNode json) {
        StrictObject route = new StrictObject("a route", json, ROUTE_FIELDS);
        return new Route(route.text(NAME), RouteSource.parse(route.text(SOURCE)), condition(route), endpoint(route),
                enabled(route));
    }

    private static Route readFallback(JsonNode json) {
        StrictObject route = new StrictObject(FALLBACK, json, ROUTE_FIELDS);
        String name = route.has(NAME) ? route.text(NAME) : Route.FALLBACK_NAME;
        RouteSource source = route.has(SOURCE) ? RouteSource.parse(route.text(SOURCE)) : RouteSource.DEVICE_MESSAGES;
        return new Route(name, source, condition(route), endpoint(route), enabled(route));
    }

    private static String condition(StrictObject route) {
        return route.has(CONDITION) ? route.text(CONDITION) : Route.ALWAYS;
    }

    private static String endpoint(StrictObject route) {
        List<String> names = endpoints(route);
        if (names.size() != 1) {
            throw invalid(ENDPOINT_NAMES + " of a route has exactly one entry");
        }
        return names.getFirst();
    }

    private static List<String> endpoints(StrictObject object) {
        return object.array(ENDPOINT_NAMES).stream()
                .map(name -> StrictObject.requireText("an entry of " + ENDPOINT_NAMES, name)).toList();
    }

    private static boolean enabled(StrictObject route) {
        if (!route.has(ENABLED)) {
            throw invalid("A route says whether it " + ENABLED);
        }
        return route.flag(ENABLED);
    }

    /** Reads one enrichment; fails as the whole does. */
    public static Enrichment readEnrichment(JsonNode json) {
        StrictObject enrichment = new StrictObject("an enrichment", json, List.of(KEY, VALUE, ENDPOINT_NAMES));
        return new Enrichment(enrichment.text(KEY), enrichment.text(VALUE), endpoints(enrichment));
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }
}
