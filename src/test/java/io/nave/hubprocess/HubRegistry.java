package io.nave.hubprocess;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The identity registry over REST, with the rights of the owner (service-protocols §5.1-5.4). */
public final class HubRegistry {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final URI root;
    private final HubProcess hub;

    HubRegistry(HubProcess hub) {
        this.hub = hub;
        this.client = HttpClient.newBuilder().sslContext(TrustedAuthority.of(hub.caCertificate()).sslContext())
                .version(HttpClient.Version.HTTP_1_1).build();
        this.root = URI.create("https://" + hub.host() + ":" + hub.httpsPort());
    }

    /** Creates an enabled device with generated keys and answers its primary key. */
    public String createDevice(String deviceId) {
        JsonNode device = put(document(deviceId, "enabled", Map.of("type", "sas")), false);
        return device.path("authentication").path("symmetricKey").path("primaryKey").asText();
    }

    /** Creates a device that proves itself by a certificate with this thumbprint. */
    public void createDevice(String deviceId, String thumbprint) {
        Map<String, ?> x509 = Map.of("type", "selfSigned", "x509Thumbprint", Map.of("primaryThumbprint", thumbprint));
        put(document(deviceId, "enabled", x509), false);
    }

    /** Registers a certificate authority, PEM, that needs no proof. */
    public void registerAuthority(String name, String certificate) {
        Map<String, ?> authority = Map.of("properties", Map.of("certificate", certificate, "isVerified", true));
        administer("PUT", "/admin/certificates/" + name, JSON.valueToTree(authority).toString());
    }

    /** A call of the admin API, with the rights of the owner. */
    public JsonNode administer(String method, String path, String body) {
        return send(HttpRequest.newBuilder(root.resolve(path))
                .header("Authorization", SasTokens.policy(hub.host(), HubProcess.OWNER, hub.ownerKey()))
                .header("Content-Type", "application/json; charset=utf-8")
                .method(method, HttpRequest.BodyPublishers.ofString(body)).build());
    }

    /** Disables a device; its keys stay. */
    public void disable(String deviceId) {
        put(document(deviceId, "disabled", Map.of("type", "sas")), true);
    }

    /** Makes one of a device's keys anew: {@code primary} or {@code secondary}. */
    public void regenerate(String deviceId, String key) {
        ObjectNode body = JSON.createObjectNode().put("policyKey", key);
        body.putArray("devices").addObject().put("id", deviceId);
        send(request("/devices/keys/regenerate").POST(HttpRequest.BodyPublishers.ofString(body.toString())).build());
    }

    /** Sends a message to a device. */
    public void sendToDevice(String deviceId, byte[] body) {
        send(request("/devices/" + deviceId + "/messages/deviceBound").setHeader("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
    }

    /** How many messages wait for a device, those on their way to it included. */
    public int waitingFor(String deviceId) {
        return send(request("/devices/" + deviceId).GET().build()).path("cloudToDeviceMessageCount").asInt();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(root.resolve(path + "?api-version=2021-04-12"))
                .header("Authorization", SasTokens.policy(hub.host(), HubProcess.OWNER, hub.ownerKey()))
                .header("Content-Type", "application/json; charset=utf-8");
    }

    private static ObjectNode document(String deviceId, String status, Map<String, ?> authentication) {
        ObjectNode device = JSON.createObjectNode().put("deviceId", deviceId).put("status", status);
        return device.set("authentication", JSON.valueToTree(authentication));
    }

    private JsonNode put(ObjectNode device, boolean update) {
        HttpRequest.Builder request = request("/devices/" + device.get("deviceId").asText())
                .PUT(HttpRequest.BodyPublishers.ofString(device.toString()));
        if (update) {
            request.header("If-Match", "\"*\"");
        }
        return send(request.build());
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(request.method() + " " + request.uri() + " was answered with "
                        + response.statusCode() + ": " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(request.method() + " " + request.uri() + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
