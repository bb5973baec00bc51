package io.nave.endpoint;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.TestEngines;
import io.nave.endpoint.webhook.WebhookReceiver;
import io.nave.endpoint.webhook.WebhookReceiver.Answer;
import io.nave.hub.eventlog.EventLog;
import io.nave.protocol.http.HttpsDevices;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

/** Endpoints of the owner's own through the admin API, and what reaches them (semantics §1.3 to §1.8). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class CustomEndpointsIT {

    private static final String PATH = "/admin/routing";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HOOK = """
            {"url":"%s","secret":"hush-hush","maxEvents":10}""";
    private static final String ROUTE = """
            {"source":"DeviceMessages","condition":"level = 'hot'","endpointNames":["%s"],"isEnabled":true}""";

    private final WebhookReceiver receiver = WebhookReceiver.plain();

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    @Inject
    EventLog log;
    private HttpsDevices devices;

    @BeforeEach
    void connect() {
        devices = new HttpsDevices(server);
    }

    @AfterEach
    void forgetAllRoutesAndEndpoints() {
        put("", "{}").statusCode(200);
        receiver.close();
    }

    @Test
    void messagesReachTheEndpointInOrderEnrichedForItAndWaitWhileItIsAway() {
        // given
        devices.create("endpoint-1");
        declare("orders");
        put("/enrichments/site", "{\"value\":\"north\",\"endpointNames\":[\"orders\"]}").statusCode(200);
        health("orders").body("value[0].healthStatus", equalTo("unknown"));
        send("endpoint-1", "0", "hot");
        send("endpoint-1", "not for it", "cold");
        Awaitility.await().atMost(PATIENCE).until(() -> bodies().equals(List.of("0")));
        Awaitility.await().atMost(PATIENCE)
                .untilAsserted(() -> health("orders").body("value[0].healthStatus", equalTo("healthy")));

        // when
        receiver.stop();
        IntStream.range(1, 20).forEach(i -> send("endpoint-1", Integer.toString(i), "hot"));
        Awaitility.await().atMost(PATIENCE)
                .untilAsserted(() -> health("orders").body("value[0].healthStatus", equalTo("unhealthy"))
                        .body("value[0].lastKnownError", containsString("Transient")).body("value[0].waiting", equalTo(19)));
        receiver.start();

        // then
        Awaitility.await().atMost(PATIENCE).until(() -> bodies().contains("19"));
        assertThat(bodies().stream().distinct()).containsExactlyElementsOf(
                IntStream.range(0, 20).mapToObj(Integer::toString).toList());
        assertThat(receiver.taken().getFirst().path("data").path("properties").path("site").asText()).isEqualTo("north");
        assertThat(stored("endpoint-1")).containsExactly("not for it");
        Awaitility.await().atMost(PATIENCE)
                .untilAsserted(() -> health("orders").body("value[0].healthStatus", equalTo("degraded"))
                        .body("value[0].waiting", equalTo(0)).body("value[0].deadLetters", equalTo(0)));
    }

    @Test
    void whatTheEndpointWillNeverTakeIsShownAmongItsDeadLetters() {
        // given
        devices.create("endpoint-2");
        declare("picky");
        receiver.answers(request -> Answer.of(request.body().contains("YmFk") ? 400 : 200));

        // when
        send("endpoint-2", "good", "hot");
        send("endpoint-2", "bad", "hot");
        send("endpoint-2", "better", "hot");

        // then
        Awaitility.await().atMost(PATIENCE).until(() -> bodies().equals(List.of("good", "better")));
        ValidatableResponse letters = owner().get(PATH + "/endpoints/picky/deadLetters").then().statusCode(200)
                .body("value.size()", equalTo(1)).body("value[0].body", equalTo("YmFk"))
                .body("value[0].connectionDeviceId", equalTo("endpoint-2")).body("value[0].properties.level", equalTo("hot"));
        int number = letters.extract().path("value[0].number");
        owner().get(PATH + "/endpoints/picky/deadLetters?after=" + number).then().body("value", empty());
        owner().delete(PATH + "/endpoints/picky/deadLetters?upTo=" + number).then().statusCode(200)
                .body("deletedCount", equalTo(1));
        owner().get(PATH + "/endpoints/picky/deadLetters").then().body("value", empty());
    }

    @Test
    void changedDeclarationKeepsWhatWaits() {
        // given
        devices.create("endpoint-3");
        put("/endpoints/webhooks/moves", HOOK.formatted("http://127.0.0.1:1/nobody")).statusCode(200);
        put("/routes/moves", ROUTE.formatted("moves")).statusCode(200);
        send("endpoint-3", "waits", "hot");
        Awaitility.await().atMost(PATIENCE)
                .untilAsserted(() -> health("moves").body("value[0].healthStatus", equalTo("unhealthy")));

        // when
        put("/endpoints/webhooks/moves", HOOK.formatted(receiver.url())).statusCode(200);

        // then
        Awaitility.await().atMost(PATIENCE).until(() -> bodies().equals(List.of("waits")));
    }

    @Test
    void secretsAreNeverShownAndStayWhenTheirMaskIsPutBack() {
        // given
        declare("masked");
        devices.create("endpoint-4");

        // when
        String shown = owner().get(PATH).then().statusCode(200).body("endpoints.webhooks[0].secret", equalTo("****"))
                .extract().asString();
        put("", shown).statusCode(200);

        // then
        assertThat(shown).doesNotContain("hush-hush");
        put("/endpoints/webhooks/masked", HOOK.formatted(receiver.url()).replace("hush-hush", "****")).statusCode(200)
                .body("secret", equalTo("****"));
        send("endpoint-4", "signed", "hot");
        Awaitility.await().atMost(PATIENCE).until(() -> bodies().equals(List.of("signed")));
        assertThat(receiver.received().getFirst().headers().getFirst("Nave-Signature")).startsWith("t=");
        put("/endpoints/webhooks/fresh", HOOK.formatted(receiver.url()).replace("hush-hush", "****")).statusCode(400)
                .body("Message", containsString("give the secret itself"));
        put("/endpoints/amqpAddresses/broker",
                "{\"url\":\"amqps://one.test\",\"address\":\"a\",\"username\":\"u\",\"password\":\"p\"}").statusCode(200);
        put("/endpoints/amqpAddresses/broker",
                "{\"url\":\"amqps://one.test\",\"address\":\"b\",\"username\":\"u\",\"password\":\"****\"}").statusCode(200);
        put("/endpoints/amqpAddresses/broker",
                "{\"url\":\"amqps://other.test\",\"address\":\"b\",\"username\":\"u\",\"password\":\"****\"}").statusCode(400)
                .body("Message", containsString("give the secret itself"));
    }

    @Test
    void endpointThatIsNamedCannotBeDeletedAndItsNumberIsNotGivenAgain() {
        // given
        declare("named");
        String id = owner().get(PATH + "/endpoints/named").then().statusCode(200).extract().path("id");

        // when then
        owner().delete(PATH + "/endpoints/named").then().statusCode(400).body("Message", containsString("not declared"));
        owner().delete(PATH + "/routes/named").then().statusCode(204);
        owner().delete(PATH + "/endpoints/named").then().statusCode(204);
        owner().get(PATH + "/endpoints/named").then().statusCode(404).header("iothub-errorcode", "ResourceNotFound");
        put("/endpoints/webhooks/named", HOOK.formatted(receiver.url())).statusCode(200).body("id", not(equalTo(id)));
    }

    @Test
    void connectionStringsOfAzureAreTakenWhereTheirServicesSpeakAmqp() {
        put("/endpoints/serviceBusQueues/queue",
                "{\"connectionString\":\"Endpoint=sb://ns.test/;SharedAccessKeyName=send;SharedAccessKey=aGVsbG8=;EntityPath=q\"}")
                .statusCode(200)
                .body("connectionString",
                        equalTo("Endpoint=sb://ns.test/;SharedAccessKeyName=send;SharedAccessKey=****;EntityPath=q"))
                .body("authenticationType", equalTo("keyBased"));
        owner().get(PATH).then().body("endpoints.serviceBusQueues.name", equalTo(List.of("queue")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "amqpAddresses|{'url':'http://x','address':'a'}|amqps://host:port",
            "amqpAddresses|{'url':'amqp://x'}|address",
            "amqpAddresses|{'url':'amqp://x','address':'a','username':'u'}|a username and a password",
            "amqpAddresses|{'url':'amqps://x','address':'a','trustedCertificates':'none'}|trustedCertificates",
            "kafkaTopics|{'bootstrapServers':'x','topic':'t'}|host:port",
            "kafkaTopics|{'bootstrapServers':'x:1','topic':'t t'}|topic has a name",
            "kafkaTopics|{'bootstrapServers':'x:1','topic':'t','securityProtocol':'SASL_SSL'}|needed there",
            "webhooks|{'url':'ftp://x'}|https://host/path",
            "webhooks|{'url':'https://user:pw@x/'}|without a user",
            "webhooks|{'url':'https://x','maxEvents':0}|maxEvents",
            "webhooks|{'url':'https://x','ttlAsIso8601':'soon'}|ISO 8601",
            "webhooks|{'url':'https://x','ttlAsIso8601':'P8D'}|P7D",
            "webhooks|{'url':'https://x','urls':1}|no field of an entry of webhooks",
            "storageContainers|{'containerName':'A'}|small letters",
            "storageContainers|{'containerName':'abc','fileNameFormat':'{iothub}'}|misses {partition}",
            "storageContainers|{'containerName':'abc','encoding':'xml'}|avro",
            "storageContainers|{'containerName':'abc','batchFrequencyInSeconds':59}|from 60",
            "eventHubs|{'connectionString':'Endpoint=x'}|SharedAccessKeyName",
            "eventHubs|{'connectionString':'x','authenticationType':'identityBased'}|managed identities",
            "cosmosDBSqlContainers|{}|The kind of an endpoint is one of" })
    void mistakesAreRefusedWithTheirReason(String kind, String body, String why) {
        put("/endpoints/" + kind + "/wrong", body.replace('\'', '"')).statusCode(400).body("Message", containsString(why));
    }

    @Test
    void reservedNamesAndForeignKindsAreRefused() {
        put("/endpoints/webhooks/Events", HOOK.formatted(receiver.url())).statusCode(400)
                .body("Message", containsString("the hub's own"));
        put("", "{\"endpoints\":{\"cosmosDBSqlContainers\":[{\"name\":\"x\"}]}}").statusCode(400)
                .body("Message", containsString("no endpoints of this kind"));
        declare("kind");
        put("/endpoints/storageContainers/kind", "{\"containerName\":\"abc\"}").statusCode(400)
                .body("Message", containsString("keeps its kind"));
    }

    @Test
    void openApiShowsThem() {
        owner().get("/q/openapi?format=json").then().statusCode(200).body("paths", hasKey(PATH + "/endpoints/{kind}/{name}"))
                .body("paths", hasKey(PATH + "/endpointsHealth"))
                .body("paths", hasKey(PATH + "/endpoints/{name}/deadLetters"));
    }

    private void declare(String name) {
        put("/endpoints/webhooks/" + name, HOOK.formatted(receiver.url())).statusCode(200).body("name", equalTo(name));
        put("/routes/" + name, ROUTE.formatted(name)).statusCode(200);
    }

    private ValidatableResponse health(String name) {
        return owner().get(PATH + "/endpointsHealth").then().statusCode(200).body("value[0].name", equalTo(name));
    }

    private List<String> bodies() {
        List<String> bodies = new ArrayList<>();
        receiver.taken().forEach(event -> bodies.add(new String(
                Base64.getDecoder().decode(event.path("data").path("body").asText()), StandardCharsets.UTF_8)));
        return bodies;
    }

    private List<String> stored(String device) {
        return HttpsDevices.stored(log, device).stream()
                .map(message -> new String(message.body().bytes(), StandardCharsets.UTF_8)).toList();
    }

    private void send(String device, String body, String level) {
        devices.as(device).header("Content-Type", "application/octet-stream").header("iothub-app-level", level)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/devices/" + device + "/messages/events?api-version=2021-04-12").then().statusCode(204);
    }

    private ValidatableResponse put(String path, String body) {
        return owner().header("Content-Type", "application/json").body(body).put(PATH + path).then();
    }

    private RequestSpecification owner() {
        return devices.asPolicy("iothubowner");
    }
}
