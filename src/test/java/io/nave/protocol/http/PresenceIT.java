package io.nave.protocol.http;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.nave.hub.connections.PresenceStore;
import io.nave.hub.connections.TestConnection;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.WireTime;
import io.nave.hub.message.MessageBody;
import io.nave.hub.projection.ProjectedState;
import io.nave.hub.projection.ProjectionStore;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

/** What documents show of presence (semantics §9.1, §9.4), of who is connected and of who was. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PresenceIT {

    private static final String COUNT = "cloudToDeviceMessageCount";
    private static final String NEVER = "0001-01-01T00:00:00";

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Inject
    PresenceStore presence;

    @Inject
    DeviceBoundQueue queues;

    @Inject
    ProjectionStore projection;

    @ParameterizedTest
    @CsvSource({ "here-1,/devices/here-1,/twins/here-1", "here-2/m,/devices/here-2/modules/m,/twins/here-2/modules/m" })
    void documentsShowWhoIsAndWhoWasConnected(String id, String path, String twin) {
        // given
        ClientId client = ClientId.parse(id);
        create("/devices/" + client.device());
        create(path); // again, when it is the device
        TestConnection connection = new TestConnection(client, get(path).extract().path("generationId"));
        get(path).body("connectionState", equalTo("Disconnected")).body("connectionStateUpdatedTime", equalTo(NEVER))
                .body("lastActivityTime", equalTo(NEVER));
        // when
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        done(presence.connected(connection));
        Instant active = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusMillis(500);
        connection.activeAt(active);
        // then
        String since = get(path).body("connectionState", equalTo("Connected"))
                .body("lastActivityTime", equalTo(WireTime.of(active))).extract().path("connectionStateUpdatedTime");
        assertThat(Instant.parse(since)).isBetween(before, active);
        get(twin).body("connectionState", equalTo("Connected")).body("lastActivityTime", equalTo(WireTime.of(active)));
        // when
        done(presence.disconnected(connection));
        // then
        String left = get(path).body("connectionState", equalTo("Disconnected"))
                .body("lastActivityTime", equalTo(WireTime.of(active))).extract().path("connectionStateUpdatedTime");
        assertThat(Instant.parse(left)).isAfterOrEqualTo(Instant.parse(since));
        get(twin).body("connectionState", equalTo("Disconnected")).body("lastActivityTime", equalTo(WireTime.of(active)));
    }

    private String generationOf(String path) {
        return create(path).extract().path("generationId");
    }

    @Test
    void listingShowsTheSame() {
        // given
        String generation = generationOf("/devices/listed-1");
        done(presence.connected(new TestConnection(ClientId.of("listed-1"), generation)));
        // then
        get("/devices").body("findAll { it.connectionState == 'Connected' }.deviceId", hasItem("listed-1"));
    }

    @Test
    void deviceThatIsMadeAgainWasNeverConnected() {
        // given
        ClientId client = ClientId.of("again-1");
        TestConnection connection = new TestConnection(client, generationOf("/devices/again-1"));
        done(presence.connected(connection));
        // when
        as().header("If-Match", "*").delete("/devices/again-1").then().statusCode(204);
        // then
        assertThat(presence.find(List.of(client)).await().atMost(Duration.ofSeconds(10))).isEmpty();
        create("/devices/again-1");
        done(presence.connected(connection)); // a note of the old one that comes late
        get("/devices/again-1").body("connectionState", equalTo("Disconnected")).body("lastActivityTime", equalTo(NEVER));
        done(presence.forget(client));
    }

    @Test
    void messagesThatWaitAreCountedRightAfterTheyWereSent() {
        // given
        String generation = generationOf("/devices/counted-1");
        create("/devices/counted-1/modules/m");
        QueueId queue = new QueueId(new DeviceId("counted-1"), generation);
        // when
        send(queue);
        send(queue);
        // then
        get("/devices/counted-1").body(COUNT, equalTo(2));
        get("/twins/counted-1").body(COUNT, equalTo(2));
        get("/devices").body("find { it.deviceId == 'counted-1' }." + COUNT, equalTo(2));
        get("/devices/counted-1/modules/m").body(COUNT, equalTo(0));
        get("/twins/counted-1/modules/m").body(COUNT, equalTo(0));
        // when
        queues.purge(queue).await().atMost(Duration.ofSeconds(10));
        // then
        get("/devices/counted-1").body(COUNT, equalTo(0));
        get("/twins/counted-1").body(COUNT, equalTo(0));
    }

    @Test
    void queriesSeeItSoon() {
        // given
        ClientId client = ClientId.of("projected-1");
        String generation = generationOf("/devices/projected-1");
        TestConnection connection = new TestConnection(client, generation);
        QueueId queue = new QueueId(client.device(), generation);
        // when
        done(presence.connected(connection));
        send(queue);
        // then
        await().untilAsserted(() -> assertThat(projected(client)).matches(
                state -> state.presence().connected() && state.messages() == 1));
        // when
        done(presence.disconnected(connection));
        // then
        await().untilAsserted(() -> assertThat(projected(client)).matches(state -> !state.presence().connected()));
        assertThat(projected(client).presence())
                .isEqualTo(presence.find(List.of(client)).await().atMost(Duration.ofSeconds(10)).get(client));
    }

    private ProjectedState projected(ClientId client) {
        return projection.find(List.of(client)).await().atMost(Duration.ofSeconds(10)).get(client);
    }

    private void send(QueueId queue) {
        DeviceBoundMessage message = new DeviceBoundMessage(Map.of(), Map.of(), MessageBody.of(new byte[1]));
        done(queues.enqueue(queue, message, Instant.now().plusSeconds(60)).replaceWithVoid());
    }

    private ValidatableResponse create(String path) {
        return as().header("Content-Type", "application/json").body("{}").put(path).then();
    }

    private ValidatableResponse get(String path) {
        return as().get(path).then().statusCode(200);
    }

    private RequestSpecification as() {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false)
                .header("Authorization", TokenMaker.ofPolicy("127.0.0.1", "iothubowner", TestEngines.POLICY_KEY));
    }

    private static void done(Uni<Void> work) {
        work.await().atMost(Duration.ofSeconds(10));
    }
}
