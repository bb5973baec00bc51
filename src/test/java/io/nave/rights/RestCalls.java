package io.nave.rights;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.nave.protocol.http.RawHttp;

/** Calls the hub under test, and does as its owner what a case needs. */
final class RestCalls {

    private final HttpClient client;
    private final URI server;

    RestCalls(URI server) throws GeneralSecurityException {
        this.server = server;
        this.client = HttpClient.newBuilder().sslContext(RawHttp.trustingAnybody()).version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Makes a call; an empty authorization is none. */
    HttpResponse<String> call(Operation operation, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root() + operation.path()))
                .header("Content-Type", "application/json; charset=utf-8")
                .method(operation.method(), BodyPublishers.ofString(operation.body()));
        if (operation.ifMatch()) {
            request.header("If-Match", "*");
        }
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return send(request.build());
    }

    private String root() {
        return "https://" + server.getHost() + ":" + server.getPort();
    }

    /** Creates a device with a module. */
    void create(String id) {
        asOwner("PUT", "/devices/" + id);
        asOwner("PUT", "/devices/" + id + "/modules/m1");
    }

    /** All that an operation about this device could change, in one text. */
    String stateOf(String id) {
        return asOwner("GET", "/devices/" + id) + asOwner("GET", "/devices/" + id + "-new")
                + asOwner("GET", "/devices/" + id + "/modules") + asOwner("GET", "/configurations/" + id);
    }

    /** All that operators could change, in one text. */
    String stateOfTheHub() {
        return asOwner("GET", "/admin/consumer-groups") + asOwner("GET", "/admin/policies")
                + asOwner("GET", "/admin/access-rules") + asOwner("GET", "/admin/certificates") + asOwner("GET", "/admin/files")
                + asOwner("GET", "/admin/routing")
                + asOwner("GET", "/jobs");
    }

    /** Takes back what an operator who may has done about this id. */
    void tidyHub(String id) {
        asOwner("DELETE", "/admin/consumer-groups/" + id);
        asOwner("DELETE", "/admin/policies/" + id);
        asOwner("DELETE", "/admin/certificates/" + id);
        asOwner("PUT", "/admin/access-rules");
    }

    /** The body, or the status of what is refused. */
    String asOwner(String method, String path) {
        String body = method.equals("PUT") ? "{}" : "";
        Operation operation = new Operation(method, path, body, false, java.util.Set.of(), 200);
        HttpResponse<String> answer = call(operation, ofPolicy("iothubowner"));
        return answer.statusCode() < 300 ? answer.body() : String.valueOf(answer.statusCode());
    }

    static String ofPolicy(String policy) {
        return TokenMaker.ofPolicy("127.0.0.1", policy, TestEngines.POLICY_KEY);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
