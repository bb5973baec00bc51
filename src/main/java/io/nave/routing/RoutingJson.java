package io.nave.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.json.StrictObject;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointJson;
import io.nave.routing.endpoints.EndpointKind;
import io.nave.routing.endpoints.SecretForm;

/**
 * The documents of routing, in the resource shape of Azure (semantics §1.1). What is left out of the whole document is as in a
 * new hub; a field that is not known is refused, because a misspelt one would send messages elsewhere.
 *
 * <pre>
 * {"endpoints":{"webhooks":[{"name":"orders","url":"https://orders.example.net/events"}]},
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
    private static final String LAST_ENDPOINT = "lastEndpoint";
    private static final String COSMOS = "cosmosDBSqlContainers";
    private static final List<String> KINDS = Stream
            .concat(Stream.of(EndpointKind.values()).map(EndpointKind::wireName), Stream.of(COSMOS)).toList();

    private RoutingJson() {
    }

    /** The whole document as an owner sees it. */
    public static ObjectNode write(RoutingDocument document) {
        return write(document, SecretForm.MASKED);
    }

    /** The whole document as it is stored. */
    public static ObjectNode writeStored(RoutingDocument document, SecretForm secrets) {
        return write(document, secrets).put(LAST_ENDPOINT, document.lastEndpoint());
    }

    private static ObjectNode write(RoutingDocument document, SecretForm secrets) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode endpoints = json.putObject(ENDPOINTS);
        document.endpoints().forEach(endpoint -> endpoints.withArray(endpoint.settings().kind().wireName())
                .add(EndpointJson.write(endpoint, secrets)));
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

    /**
     * Reads a whole document from an owner, whose endpoints have no numbers yet; fails with ARGUMENT_INVALID or
     * INVALID_SOURCE_ON_ROUTE whose detail names the field.
     */
    public static RoutingDocument read(JsonNode json) {
        return read(new StrictObject("the routing", json, List.of(ENDPOINTS, ROUTES, FALLBACK, ENRICHMENTS)),
                SecretForm.MASKED);
    }

    /** Reads a document as it was stored. */
    public static RoutingDocument readStored(JsonNode json, SecretForm secrets) {
        return read(new StrictObject("the routing", json, List.of(ENDPOINTS, ROUTES, FALLBACK, ENRICHMENTS, LAST_ENDPOINT)),
                secrets);
    }

    private static RoutingDocument read(StrictObject document, SecretForm secrets) {
        List<Route> routes = document.array(ROUTES).stream().map(RoutingJson::readRoute).toList();
        List<Enrichment> enrichments = document.array(ENRICHMENTS).stream().map(RoutingJson::readEnrichment).toList();
        Route fallback = document.has(FALLBACK) ? readFallback(document.child(FALLBACK)) : Route.FALLBACK;
        return new RoutingDocument(readEndpoints(document.child(ENDPOINTS), secrets), routes, fallback, enrichments,
                (int) document.number(LAST_ENDPOINT, CustomEndpoint.NEW));
    }

    private static List<CustomEndpoint> readEndpoints(JsonNode json, SecretForm secrets) {
        StrictObject lists = new StrictObject(ENDPOINTS, json, KINDS);
        if (!lists.array(COSMOS).isEmpty()) {
            throw invalid(
                    COSMOS + ": this hub has no endpoints of this kind; storageContainers and kafkaTopics hold documents too");
        }
        List<CustomEndpoint> endpoints = new ArrayList<>();
        for (EndpointKind kind : EndpointKind.values()) {
            lists.array(kind.wireName()).forEach(each -> endpoints.add(EndpointJson.read(kind, each, secrets)));
        }
        return endpoints;
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
