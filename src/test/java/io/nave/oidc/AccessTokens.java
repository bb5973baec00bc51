package io.nave.oidc;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Tokens that Keycloak issues, and what somebody makes of them who would like to have more rights. */
public final class AccessTokens {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "test-secret";

    private final int port;
    private final Map<String, String> issued = new ConcurrentHashMap<>();

    AccessTokens(int port) {
        this.port = port;
    }

    /** The token of a client that has one realm role of that name, valid for ten minutes. */
    public String ofRole(String role) {
        return of(role.toLowerCase(Locale.ROOT) + "-client");
    }

    /** The token of a client of the realm {@code nave-tests}; the same one each time. */
    public String of(String client) {
        return issued.computeIfAbsent(client, this::fresh);
    }

    String fresh(String client) {
        return issue(port, KeycloakLink.REALM, clientCredentials(client, SECRET)).path("access_token").asText();
    }

    /** A token of the same client and key, but asked for under another address, which is its issuer then. */
    String ofAnotherIssuer(String client) {
        return issue(KeycloakServer.port(), KeycloakLink.REALM, clientCredentials(client, SECRET)).path("access_token")
                .asText();
    }

    /** A token of another realm, with the same audience and a role of the same name. */
    String ofAnotherRealm() {
        String form = clientCredentials("nave-backend", KeycloakServer.BACKEND_SECRET);
        return issue(port, "nave", form).path("access_token").asText();
    }

    /** {@code access_token}, {@code id_token} or {@code refresh_token} of a person who may do everything. */
    String ofOwner(String kind) {
        String form = "grant_type=password&scope=openid&client_id=people&username=owner&password=" + SECRET;
        return issue(port, KeycloakLink.REALM, form).path(kind).asText();
    }

    /** The same token with other claims or another header, and its old signature. */
    static String altered(String token, int part, String from, String to) {
        String[] parts = token.split("\\.");
        String text = new String(Base64.getUrlDecoder().decode(parts[part]), StandardCharsets.UTF_8);
        if (!text.contains(from)) {
            throw new AssertionError(from + " is not in " + text);
        }
        parts[part] = encode(text.replace(from, to));
        return String.join(".", parts);
    }

    static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String clientCredentials(String client, String secret) {
        return "grant_type=client_credentials&client_id=" + client + "&client_secret=" + secret;
    }

    private static JsonNode issue(int port, String realm, String form) {
        URI uri = URI.create("http://127.0.0.1:" + port + "/realms/" + realm + "/protocol/openid-connect/token");
        HttpRequest request = HttpRequest.newBuilder(uri).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("Keycloak answered " + answer.statusCode() + ": " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
