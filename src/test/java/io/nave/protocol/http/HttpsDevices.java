package io.nave.protocol.http;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.eventlog.EventSlice;
import io.nave.hub.eventlog.StoredEvent;
import io.nave.hub.message.DeviceMessage;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

import static org.hamcrest.Matchers.either;
import static org.hamcrest.Matchers.is;

/** Devices that call the hub under test over HTTPS, all with one key, and what the hub has stored of them. */
public final class HttpsDevices {

    static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String KEYS = "\"authentication\":{\"type\":\"sas\",\"symmetricKey\":{\"primaryKey\":\"" + KEY
            + "\",\"secondaryKey\":\"" + KEY + "\"}}";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI server;

    public HttpsDevices(URI server) {
        this.server = server;
    }

    /** Where there is none yet: a device that another test has made would be taken for this one, so ids are of one class. */
    public void create(String id) {
        put("/devices/" + id, "{" + KEYS + "}");
    }

    public void createModule(String id, String module) {
        put("/devices/" + id + "/modules/" + module, "{" + KEYS + "}");
    }

    void createWithThumbprint(String id, String thumbprint) {
        put("/devices/" + id, "{\"authentication\":{\"type\":\"selfSigned\",\"x509Thumbprint\":{\"primaryThumbprint\":\""
                + thumbprint + "\",\"secondaryThumbprint\":null}}}");
    }

    void disable(String id) {
        asPolicy("iothubowner").header("If-Match", "*").header("Content-Type", "application/json")
                .body("{\"status\":\"disabled\"," + KEYS + "}").put("/devices/" + id).then().statusCode(200);
    }

    private void put(String path, String body) {
        asPolicy("iothubowner").header("Content-Type", "application/json; charset=utf-8").body(body).put(path).then()
                .statusCode(either(is(200)).or(is(409)));
    }

    public RequestSpecification as(String device) {
        return by(token(device));
    }

    public RequestSpecification asPolicy(String policy) {
        return by(TokenMaker.ofPolicy("127.0.0.1", policy, TestEngines.POLICY_KEY));
    }

    /** With this header; an empty one is none. */
    RequestSpecification by(String authorization) {
        RequestSpecification request = RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort())
                .basePath("").relaxedHTTPSValidation().urlEncodingEnabled(false);
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    /** The token of a device, {@code d}, or a module, {@code d/modules/m}. */
    static String token(String client) {
        return token(client, KEY);
    }

    static String token(String client, String key) {
        return TokenMaker.token("127.0.0.1%2Fdevices%2F" + client.replace("/", "%2F"), key,
                Instant.now().plusSeconds(3600).getEpochSecond());
    }

    /** The head of a request with the token of this device, to which headers and body are appended. */
    String head(String requestLine, String client) {
        return requestLine + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nAuthorization: " + token(client) + "\r\n";
    }

    /** What the log holds now of a device and its modules, in its order. */
    public static List<DeviceMessage> stored(EventLog log, String device) {
        List<DeviceMessage> messages = new ArrayList<>();
        for (int partition = 0; partition < log.partitionCount(); partition++) {
            long next = -1;
            EventSlice slice = new EventSlice(List.of(), 0);
            while (slice.nextSequenceNumber() != next) {
                next = slice.nextSequenceNumber();
                slice = log.read(partition, next, 1000).await().atMost(PATIENCE);
                slice.events().stream().map(StoredEvent::message).filter(message -> isFrom(device, message))
                        .forEach(messages::add);
            }
        }
        return messages;
    }

    private static boolean isFrom(String device, DeviceMessage message) {
        return message.origin().client().device().value().equals(device);
    }
}
