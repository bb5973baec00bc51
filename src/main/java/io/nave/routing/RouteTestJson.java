package io.nave.routing;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.expression.ConditionError;
import io.nave.hub.expression.ConditionError.Position;
import io.nave.hub.json.StrictObject;

/** The bodies of calls that test routes (semantics §1.9). Reading fails with INVALID_ROUTE_TEST_INPUT, or as a route does. */
public final class RouteTestJson {

    private static final String SOURCE = "routingSource";
    private static final String ROUTE = "route";
    private static final String MESSAGE = "message";
    private static final String TWIN = "twin";
    private static final String BODY = "body";
    private static final String PROPERTIES = "appProperties";
    private static final String SYSTEM_PROPERTIES = "systemProperties";

    private RouteTestJson() {
    }

    /** What all routes are asked. */
    public record TestAll(RouteSource source, RouteTrial trial) {
    }

    /** What one route is asked. */
    public record TestNew(Route route, RouteTrial trial) {
    }

    public static TestAll readAll(JsonNode json) {
        StrictObject test = new StrictObject("the test", json, List.of(SOURCE, MESSAGE, TWIN));
        RouteSource source = test.has(SOURCE) ? RouteSource.parse(test.text(SOURCE)) : RouteSource.DEVICE_MESSAGES;
        return new TestAll(source, trial(test));
    }

    public static TestNew readNew(JsonNode json) {
        StrictObject test = new StrictObject("the test", json, List.of(ROUTE, MESSAGE, TWIN));
        if (!test.has(ROUTE)) {
            throw invalid("A test has a route");
        }
        return new TestNew(RoutingJson.readRoute(test.child(ROUTE)), trial(test));
    }

    private static RouteTrial trial(StrictObject test) {
        StrictObject message = new StrictObject(MESSAGE, test.child(MESSAGE), List.of(BODY, PROPERTIES, SYSTEM_PROPERTIES));
        String body = message.has(BODY) ? message.text(BODY) : "";
        return new RouteTrial(body.getBytes(StandardCharsets.UTF_8), texts(PROPERTIES, message.child(PROPERTIES)),
                texts(SYSTEM_PROPERTIES, message.child(SYSTEM_PROPERTIES)),
                test.has(TWIN) ? test.child(TWIN) : MissingNode.getInstance());
    }

    private static Map<String, String> texts(String name, JsonNode json) {
        if (!json.isObject()) {
            throw invalid(name + " must be a JSON object");
        }
        Map<String, String> texts = new HashMap<>();
        for (Map.Entry<String, JsonNode> property : json.properties()) {
            if (!property.getValue().isTextual()) {
                throw invalid("The values of " + name + " are texts");
            }
            texts.put(property.getKey(), property.getValue().textValue());
        }
        return texts;
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.INVALID_ROUTE_TEST_INPUT, detail);
    }

    /** The answer to a test of all routes. */
    public static ObjectNode write(List<Route> routes) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("routes");
        routes.forEach(route -> array.addObject().set("properties", RoutingJson.write(route)));
        return json;
    }

    /** The answer to a test of one route. */
    public static ObjectNode write(RouteTester.Verdict verdict) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("result", verdict.result());
        ObjectNode details = json.putObject("details");
        ArrayNode errors = details.putArray("compilationErrors");
        verdict.errors().forEach(error -> write(error, errors.addObject()));
        if (!verdict.reason().isEmpty()) {
            details.put("reason", verdict.reason());
        }
        return json;
    }

    private static void write(ConditionError error, ObjectNode json) {
        json.put("message", error.message()).put("severity", error.severity().name().toLowerCase(Locale.ROOT));
        ObjectNode location = json.putObject("location");
        write(error.location().start(), location.putObject("start"));
        write(error.location().end(), location.putObject("end"));
    }

    private static void write(Position position, ObjectNode json) {
        json.put("line", position.line()).put("column", position.column());
    }
}
