package io.nave.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.net.httpserver.HttpServer;

import io.nave.TestEngines;
import io.nave.certificates.Holder;
import io.nave.certificates.Maker;
import io.nave.certificates.Revocations;
import io.nave.certificates.TlsClient;
import io.nave.hub.access.TokenMaker;
import io.nave.hub.id.CertificateMarks;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttWire;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

/** Certificate authorities through the admin API, and the devices that they let in over MQTT (semantics §9.3). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class CertificatesIT {

    private static final String PATH = "/admin/certificates";
    private static final String DATE = "[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT";

    private final String name = "ca-" + UUID.randomUUID();
    private final Holder root = Maker.root("Root " + name);

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    @ConfigProperty(name = "nave.mqtt.port")
    int mqttPort;

    @AfterEach
    void clear() {
        List<String> names = owner().get(PATH).then().extract().path("value.name");
        names.forEach(left -> owner().delete(PATH + "/" + left).then().statusCode(204));
    }

    @Test
    void uploadedCertificateIsShownInAzuresShape() {
        // when
        String etag = owner().body(upload(root.pem(), false)).put(PATH + "/" + name).then().statusCode(201)
                .header("Content-Type", "application/json; charset=utf-8")
                .body("name", equalTo(name))
                .body("properties.subject", equalTo("CN=Root " + name))
                .body("properties.expiry", matchesPattern(DATE)).body("properties.created", matchesPattern(DATE))
                .body("properties.updated", matchesPattern(DATE))
                .body("properties.thumbprint", equalTo(CertificateMarks.of(root.certificate()).sha1()))
                .body("properties.isVerified", equalTo(false))
                .body("properties.certificate", equalTo(root.base64()))
                .body("properties", not(hasKey("verificationCode"))).extract().path("etag");

        // then
        owner().get(PATH + "/" + name).then().statusCode(200).header("ETag", "\"" + etag + "\"").body("etag", equalTo(etag));
        owner().get(PATH).then().statusCode(200).body("value.name", hasItem(name));
    }

    @Test
    void everyFormOfIfMatchIsHeldAgainstChanges() {
        // given
        String body = upload(root.base64(), false);
        String etag = owner().body(body).put(PATH + "/" + name).then().statusCode(201).extract().path("etag");

        // then
        owner().body(body).put(PATH + "/" + name).then().statusCode(409).header("iothub-errorcode", "Conflict");
        owner().header("If-Match", "\"other\"").body(body).put(PATH + "/" + name).then().statusCode(412)
                .header("iothub-errorcode", "PreconditionFailed");
        etag = owner().header("If-Match", "\"" + etag + "\"").body(body).put(PATH + "/" + name).then().statusCode(200)
                .extract().path("etag");
        owner().header("If-Match", etag).body(body).put(PATH + "/" + name).then().statusCode(200);
        owner().header("If-Match", "*").body(body).put(PATH + "/" + name).then().statusCode(200);
        owner().header("If-Match", "*").body(body).put(PATH + "/absent").then().statusCode(404);
        owner().header("If-Match", "W/\"other\"").delete(PATH + "/" + name).then().statusCode(412);
        owner().header("If-Match", "\"*\"").delete(PATH + "/" + name).then().statusCode(204);
        owner().delete(PATH + "/" + name).then().statusCode(404).header("iothub-errorcode", "ResourceNotFound");
    }

    @Test
    void deviceIsLetInOnceItsAuthorityHasProvedPossessionAndCutWhenItIsDeleted() throws IOException {
        // given
        String device = "it-" + UUID.randomUUID();
        owner().body("{\"deviceId\":\"" + device + "\",\"authentication\":{\"type\":\"certificateAuthority\"}}")
                .put("/devices/" + device + "?api-version=2021-04-12").then().statusCode(200)
                .body("authentication.type", equalTo("certificateAuthority"));
        Holder middle = Maker.intermediate("Middle", root);
        TlsClient client = TlsClient.with(Maker.device(device, middle), middle);
        owner().body(upload(root.pem(), false)).put(PATH + "/" + name).then().statusCode(201);
        assertThat(connect(client, device).answer()).isEqualTo("20020005");

        // when
        String code = owner().post(PATH + "/" + name + "/generateVerificationCode").then().statusCode(200).extract()
                .path("properties.verificationCode");
        owner().body(proof(Maker.device("not " + code, root))).post(PATH + "/" + name + "/verify").then().statusCode(400)
                .header("iothub-errorcode", "ArgumentInvalid");
        owner().body(proof(Maker.device(code, root))).post(PATH + "/" + name + "/verify").then().statusCode(200)
                .body("properties.isVerified", equalTo(true)).body("properties", not(hasKey("verificationCode")));
        Connection connected = connect(client, device);

        // then
        assertThat(connected.answer()).isEqualTo("20020000");
        owner().delete(PATH + "/" + name).then().statusCode(204);
        assertThat(connected.wire().isClosedByHub()).isTrue();
        assertThat(connect(client, device).answer()).isEqualTo("20020005");
    }

    @Test
    void moduleShowsItsOwnCertificate() throws IOException {
        // given
        String device = "it-" + UUID.randomUUID();
        String ca = "\"authentication\":{\"type\":\"certificateAuthority\"}}";
        owner().body("{\"deviceId\":\"" + device + "\"," + ca).put("/devices/" + device + "?api-version=2021-04-12").then()
                .statusCode(200);
        owner().body("{\"deviceId\":\"" + device + "\",\"moduleId\":\"m1\"," + ca)
                .put("/devices/" + device + "/modules/m1?api-version=2021-04-12").then().statusCode(200);
        owner().body(upload(root.pem(), true)).put(PATH + "/" + name).then().statusCode(201);

        // then
        String module = device + "/m1";
        assertThat(connect(TlsClient.with(Maker.device(module, root)), module).answer()).isEqualTo("20020000");
        assertThat(connect(TlsClient.with(Maker.device(device, root)), module).answer()).isEqualTo("20020005");
    }

    @Test
    void revokedDeviceIsRefusedByTheListAndByTheResponderThatItsCertificateNames() throws IOException {
        // given
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        String device = "it-" + UUID.randomUUID();
        Holder onList = Maker.named(device).list(address + "/list").signedBy(root);
        Holder stolen = Maker.named(device).list(address + "/list").signedBy(root);
        Holder asked = Maker.named(device).responder(address + "/ocsp").signedBy(root);
        serve(server, "/list", Revocations.list(root, Instant.now(), stolen.certificate()));
        serve(server, "/ocsp", Revocations.answer(root, asked.certificate(), Revocations.REVOKED, Instant.now()));
        server.start();
        owner().body("{\"deviceId\":\"" + device + "\",\"authentication\":{\"type\":\"certificateAuthority\"}}")
                .put("/devices/" + device + "?api-version=2021-04-12").then().statusCode(200);
        owner().body(upload(root.pem(), true)).put(PATH + "/" + name).then().statusCode(201);

        // then
        assertThat(connect(TlsClient.with(onList), device).answer()).isEqualTo("20020000");
        assertThat(connect(TlsClient.with(stolen), device).answer()).isEqualTo("20020005");
        assertThat(connect(TlsClient.with(asked), device).answer()).isEqualTo("20020005");
        server.stop(0);
    }

    private static void serve(HttpServer server, String path, byte[] content) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
    }

    @Test
    void authorityThatAnAdministratorVouchesForIsVerifiedAtOnce() {
        owner().body(upload(root.pem(), true)).put(PATH + "/" + name).then().statusCode(201)
                .body("properties.isVerified", equalTo(true));
        owner().post(PATH + "/" + name + "/generateVerificationCode").then().statusCode(400)
                .header("iothub-errorcode", "InvalidOperation");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "[]", "{", "{}", "{\"properties\":{}}", "{\"properties\":{\"certificate\":5}}",
            "{\"properties\":{\"certificate\":\"AAAA\"}}" })
    void bodiesThatAreNoCertificateAreRefused(String body) {
        owner().body(body).put(PATH + "/" + name).then().statusCode(400).header("iothub-errorcode", "ArgumentInvalid");
    }

    @Test
    void twentySixthIsRefused() {
        // given
        String body = upload(root.pem(), false);
        for (int i = 0; i < 25; i++) {
            owner().body(body).put(PATH + "/many-" + i).then().statusCode(201);
        }
        // then
        owner().body(body).put(PATH + "/one-more").then().statusCode(400).header("iothub-errorcode", "InvalidOperation");
    }

    @ParameterizedTest
    @ValueSource(strings = { "service", "device", "registryRead", "registryReadWrite" })
    void onlyTheOwnerMay(String policy) {
        as(policy).get(PATH).then().statusCode(401).header("iothub-errorcode", "IotHubUnauthorized");
        as(policy).get(PATH + "/x").then().statusCode(401);
        as(policy).body(upload(root.pem(), true)).put(PATH + "/x").then().statusCode(401);
        as(policy).delete(PATH + "/x").then().statusCode(401);
        as(policy).post(PATH + "/x/generateVerificationCode").then().statusCode(401);
        as(policy).body(proof(root)).post(PATH + "/x/verify").then().statusCode(401);
    }

    @Test
    void openApiShowsIt() {
        request().get("/q/openapi?format=json").then().statusCode(200)
                .body("paths", hasKey("/admin/certificates/{name}")).body("paths", hasKey("/admin/certificates/{name}/verify"));
    }

    private record Connection(MqttWire wire, String answer) {
    }

    private Connection connect(TlsClient client, String id) throws IOException {
        MqttWire wire = new MqttWire(client.open(mqttPort, "TLSv1.3"));
        return new Connection(wire, wire.connect(MqttConnectFrame.of(id, "127.0.0.1/" + id + "/?api-version=2021-04-12", "")
                .withoutPassword()).hex());
    }

    private static String upload(String certificate, boolean verified) {
        return json(Map.of("properties", Map.of("certificate", certificate, "isVerified", verified)));
    }

    private static String proof(Holder holder) {
        return json(Map.of("certificate", holder.pem()));
    }

    private static String json(Map<String, ?> value) {
        return new com.fasterxml.jackson.databind.ObjectMapper().valueToTree(value).toString();
    }

    private RequestSpecification owner() {
        return as("iothubowner");
    }

    private RequestSpecification as(String policy) {
        return request().header("Authorization", TokenMaker.ofPolicy("127.0.0.1", policy, TestEngines.POLICY_KEY));
    }

    private RequestSpecification request() {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .contentType("application/json").relaxedHTTPSValidation().urlEncodingEnabled(false);
    }
}
