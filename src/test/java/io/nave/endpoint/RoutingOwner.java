package io.nave.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.endpoint.RoutingHistory.Routing;
import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SasTokens;
import io.nave.hubprocess.TrustedAuthority;

/** The owner who changes the whole routing through the admin API of one replica. Blocks until the hub has answered. */
final class RoutingOwner {

    static final String EVENTS = "events";
    static final String HOOK = "hook";
    /** The application property that enrichments add. */
    static final String ENRICHMENT = "step";

    private static final String NAMES = "endpointNames";

    private final HttpClient client;
    private final HubProcess hub;
    private final URI hook;

    RoutingOwner(HubProcess hub, URI hook) {
        this.hub = hub;
        this.hook = hook;
        this.client = HttpClient.newBuilder().sslContext(TrustedAuthority.of(hub.caCertificate()).sslContext())
                .version(HttpClient.Version.HTTP_1_1).build();
    }

    /** To this routing at once, with another endpoint that no route names, or without it. */
    void change(Routing routing, boolean spare) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        declare(document, HOOK, hook);
        if (spare) {
            declare(document, "spare", URI.create("http://127.0.0.1:1/nobody"));
        }
        document.putArray("routes");
        for (String endpoint : List.of(EVENTS, HOOK)) {
            if (!endpoint.equals(EVENTS) || !isLeftToTheFallback(routing)) {
                route(document, endpoint, routing.hot().contains(endpoint), routing.cold().contains(endpoint));
            }
        }
        routing.enrichment().ifPresent(value -> document.putArray("enrichments").addObject().put("key", ENRICHMENT)
                .put("value", value).putArray(NAMES).add(EVENTS).add(HOOK));
        put(document.toString());
    }

    /** As in a new hub. */
    void reset() {
        put("{}");
    }

    private static void declare(ObjectNode document, String name, URI url) {
        document.withObject("endpoints").withArray("webhooks").addObject().put("name", name).put("url", url.toString())
                .put("maxEvents", 100);
    }

    private static boolean isLeftToTheFallback(Routing routing) {
        return routing.hot().size() == 1 && routing.cold().size() == 1;
    }

    private static void route(ObjectNode document, String endpoint, boolean hot, boolean cold) {
        if (hot || cold) {
            document.withArray("routes").addObject().put("name", "to-" + endpoint).put("source", "DeviceMessages")
                    .put("condition", hot && cold ? "true" : hot ? "level = 'hot'" : "level = 'cold'")
                    .put("isEnabled", true).putArray(NAMES).add(endpoint);
        }
    }

    private void put(String document) {
        HttpRequest request = HttpRequest
                .newBuilder(URI.create("https://" + hub.host() + ":" + hub.httpsPort() + "/admin/routing"))
                .timeout(Duration.ofSeconds(20)).header("Content-Type", "application/json")
                .header("Authorization", SasTokens.policy(hub.host(), HubProcess.OWNER, hub.ownerKey()))
                .PUT(HttpRequest.BodyPublishers.ofString(document)).build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(document + " was answered with " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
