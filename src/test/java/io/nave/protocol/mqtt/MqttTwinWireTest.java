package io.nave.protocol.mqtt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.connections.DesiredChange;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.connections.SessionState;
import io.nave.hub.connections.SessionState.Subscription;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.ETag;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.identity.Module;
import io.nave.hub.json.TwinJson;
import io.nave.hub.json.TwinText;
import io.nave.hub.twins.Twin;
import io.nave.hub.twins.TwinDocument;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Twins over MQTT, to the byte (device-protocols §1.11.2, §1.6; semantics §4.5). */
class MqttTwinWireTest {

    private static final ClientId DEV1 = ClientId.of("dev1");
    private static final ClientId CAMERA = ClientId.of("dev1", "cam");
    private static final String GET = "$iothub/twin/GET/?$rid=";
    private static final String REPORT = "$iothub/twin/PATCH/properties/reported/?$rid=";
    private static final String RESPONSE = "$iothub/twin/res/";
    private static final String RESPONSES = "$iothub/twin/res/#";
    private static final String DESIRED = "$iothub/twin/PATCH/properties/desired/#";
    private static final String CHANGE = "$iothub/twin/PATCH/properties/desired/?$version=";

    private MqttFixture hub;

    @BeforeEach
    void start() {
        hub = new MqttFixture();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void deviceReadsItsTwinWithoutTagsMetadataAndIdentity() {
        // given
        write("{\"tags\":{\"t\":1},\"properties\":{\"desired\":{\"b\":{\"c\":5.0}}}}");
        MqttWire wire = subscribed();
        // when
        wire.send(MqttFrame.publish(GET + "d354858c-1", 0, 0, " "));
        // then
        MqttFrame answer = wire.read();
        assertThat(answer.topic()).isEqualTo("$iothub/twin/res/200/?$rid=d354858c-1");
        assertThat(answer.qos()).isZero();
        assertThat(answer.payload()).isEqualTo(
                "{\"desired\":{\"b\":{\"c\":5.0},\"$version\":2},\"reported\":{\"$version\":1}}");
    }

    @Test
    void reportedPatchIsAnsweredWithItsVersionWhenItIsStored() {
        // given
        MqttWire wire = subscribed();
        // when
        wire.send(MqttFrame.publish(REPORT + "a%20b", 0, 0, "{\"fw\":\"1\",\"old\":null,\"$version\":7}"));
        // then
        MqttFrame answer = wire.read();
        assertThat(answer.topic()).isEqualTo("$iothub/twin/res/204/?$rid=a%20b&$version=2");
        assertThat(answer.payload()).isEmpty();
        assertThat(twin(DEV1).reported().content()).hasToString("{\"fw\":\"1\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "$version=2 | {\"b\":1} | 204 | &$version=3", "$version=1 | {\"b\":1} | 412 | 412001",
            "$version=x | {\"b\":1} | 400 | 400004", "x=1 | {\"$x\":1,\"y\":1} | 400 | 400004", "x=1 | {\"b\":1 | 400 | 400006",
            "x=1 | [] | 400 | 400006", "x=1 | {\"a\":[null]} | 400 | 400004" })
    void reportedPatchIsTakenOrRefusedAsAWhole(String argument, String body, int status, String sign) {
        // given
        MqttWire wire = subscribed();
        wire.send(MqttFrame.publish(REPORT + "1", 0, 0, "{\"a\":1}")).read();
        // when
        wire.send(MqttFrame.publish(REPORT + "2&" + argument, 0, 0, body));
        // then
        MqttFrame answer = wire.read();
        boolean done = status == 204;
        assertThat(answer.topic()).isEqualTo(RESPONSE + status + "/?$rid=2" + (done ? sign : ""));
        assertThat(answer.payload()).matches(done ? ""
                : "\\{\"errorCode\":" + sign
                        + ",\"trackingId\":\"[^\"]+\",\"message\":\"[^\"]+\",\"timestampUtc\":\"[^\"]+\"}");
        assertThat(twin(DEV1).reported().version()).isEqualTo(done ? 3 : 2);
    }

    @Test
    void patchThatMakesTheSectionTooLargeIsRefusedInTheKnownWords() {
        // given
        MqttWire wire = subscribed();
        for (int i = 0; i < 8; i++) {
            wire.send(MqttFrame.publish(REPORT + i, 0, 0, "{\"p" + i + "\":\"" + "x".repeat(4090) + "\"}")).read();
        }
        // when
        wire.send(MqttFrame.publish(REPORT + "9", 0, 0, "{\"q\":\"" + "x".repeat(100) + "\"}"));
        // then
        MqttFrame answer = wire.read();
        assertThat(answer.topic()).isEqualTo("$iothub/twin/res/413/?$rid=9");
        assertThat(answer.payload()).contains("\"errorCode\":403100",
                "\"message\":\"'Properties.Reported' size should be less than 32768 bytes.\"");
    }

    @Test
    void requestsOfQos1AreAcknowledgedAndRequestWithoutSubscriptionIsNotAnswered() {
        // given
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFrame.publish(REPORT + "1", 1, 7, "{\"a\":1}"), MqttFrame.publish(GET + "2", 1, 8, ""));
        // then
        assertThat(wire.read().hex()).isEqualTo("40020007");
        assertThat(wire.read().hex()).isEqualTo("40020008");
        assertThat(wire.isSilentFor(200)).isTrue();
        assertThat(twin(DEV1).reported().version()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = { "$iothub/twin/GET/", "$iothub/twin/GET/?rid=1", "$iothub/twin/PATCH/properties/reported/" })
    void requestWithoutAnIdEndsTheConnection(String topic) {
        assertThat(subscribed().send(MqttFrame.publish(topic, 0, 0, "{}")).isClosedByHub()).isTrue();
    }

    @Test
    void storeThatIsAwayIsAnsweredToo() {
        // given
        MqttWire wire = subscribed();
        hub.storesAreDown = true;
        // then
        assertThat(wire.send(MqttFrame.publish(GET + "1", 0, 0, "")).read().topic()).isEqualTo("$iothub/twin/res/503/?$rid=1");
        assertThat(wire.send(MqttFrame.publish(REPORT + "2", 0, 0, "{}")).read().topic())
                .isEqualTo("$iothub/twin/res/503/?$rid=2");
    }

    @Test
    void desiredChangesArriveAsThePatchThatWasMadeWithItsVersion() {
        // given
        MqttWire wire = subscribed();
        // when
        write("{\"properties\":{\"desired\":{\"b\":2,\"gone\":null,\"$metadata\":{},\"$version\":9}}}");
        write("{\"tags\":{\"a\":1}}");
        replace("{\"properties\":{\"desired\":{\"c\":{\"d\":1},\"e\":null}}}");
        // then
        MqttFrame patch = wire.read();
        assertThat(patch.topic()).isEqualTo(CHANGE + "2");
        assertThat(patch.qos()).isZero();
        assertThat(patch.payload()).isEqualTo("{\"b\":2,\"gone\":null,\"$version\":2}");
        MqttFrame whole = wire.read();
        assertThat(whole.topic()).isEqualTo(CHANGE + "3");
        assertThat(whole.payload()).isEqualTo("{\"c\":{\"d\":1},\"$version\":3}");
        assertThat(wire.isSilentFor(100)).isTrue();
    }

    @Test
    void whoHasNotSubscribedOrNoLongerIsIsNotTold() {
        // given
        MqttWire wire = hub.connected();
        write("{\"properties\":{\"desired\":{\"a\":1}}}");
        wire.send(MqttFrame.subscribe(1, DESIRED, 0)).read();
        wire.send(MqttFrame.unsubscribe(2, DESIRED)).read();
        // when
        write("{\"properties\":{\"desired\":{\"a\":2}}}");
        // then
        assertThat(wire.isSilentFor(200)).isTrue();
    }

    @Test
    void restoredSubscriptionIsToldWhatChangesFromThenOnAndNothingFromBefore() {
        // given
        hub.identities.sessions()
                .save(DEV1, new SessionState(List.of(new Subscription(DESIRED, 0), new Subscription(RESPONSES, 0))))
                .await().indefinitely();
        write("{\"properties\":{\"desired\":{\"missed\":1}}}");
        MqttWire wire = hub.connected();
        // when
        write("{\"properties\":{\"desired\":{\"b\":2}}}");
        // then
        assertThat(wire.read().topic()).isEqualTo(CHANGE + "3");
        assertThat(wire.send(MqttFrame.publish(GET + "1", 0, 0, "")).read().payload())
                .startsWith("{\"desired\":{\"missed\":1,\"b\":2,\"$version\":3}");
    }

    /** The C SDK reads its twin first and subscribes afterwards. */
    @Test
    void whatChangedBetweenReadingAndSubscribingIsTold() {
        // given
        MqttWire wire = hub.connected();
        wire.send(MqttFrame.subscribe(1, RESPONSES, 0)).read();
        wire.send(MqttFrame.publish(GET + "1", 0, 0, "")).read();
        write("{\"properties\":{\"desired\":{\"a\":1}}}");
        // when
        wire.send(MqttFrame.subscribe(2, DESIRED, 0));
        // then
        assertThat(wire.read().hex()).isEqualTo("9003000200");
        assertThat(wire.read().topic()).isEqualTo(CHANGE + "2");
    }

    @Test
    void changeMadeOnAnotherReplicaArrives() {
        // given
        try (MqttFixture other = hub.replica()) {
            MqttWire wire = subscribed();
            // when
            other.twins.write(DEV1, TwinJson.readPatch(json("{\"properties\":{\"desired\":{\"a\":1}}}")), EtagCondition.NONE)
                    .await().atMost(Duration.ofSeconds(5));
            // then
            assertThat(wire.read().topic()).isEqualTo(CHANGE + "2");
        }
    }

    @Test
    void noticesInAnyOrderTwiceOrLostAreToldOnceAndInOrder() {
        // given: a messenger that says nothing of itself
        MqttWire wire = subscribed();
        TwinDocument second = silently("{\"properties\":{\"desired\":{\"a\":1}}}");
        TwinDocument third = silently("{\"properties\":{\"desired\":{\"a\":2}}}");
        // when
        told(third.twin(), Optional.of("{\"a\":2}"));
        told(second.twin(), Optional.of("{\"a\":1}"));
        told(third.twin(), Optional.empty());
        // then
        assertThat(wire.read().payload()).isEqualTo("{\"a\":1,\"$version\":2}");
        assertThat(wire.read().payload()).isEqualTo("{\"a\":2,\"$version\":3}");
        assertThat(wire.isSilentFor(100)).isTrue();
        // and
        silently("{\"properties\":{\"desired\":{\"a\":3}}}");
        hub.lookForLostNotices();
        assertThat(wire.read().payload()).isEqualTo("{\"a\":3,\"$version\":4}");
    }

    /** Stored as if by a replica that died before it could tell. */
    private TwinDocument silently(String body) {
        return hub.twinStore.write(DEV1, TwinJson.readPatch(json(body)), OptionalLong.empty(), false).await()
                .atMost(Duration.ofSeconds(5));
    }

    private void told(Twin twin, Optional<String> patch) {
        hub.messenger.replica().tell(new NodeCall.DesiredChanged(new DesiredChange(DEV1, twin.desired().version(), patch)))
                .await().indefinitely();
    }

    @Test
    void clientThatDoesNotReadIsToldEverythingOnceItDoes() {
        // given
        MqttWire wire = subscribed();
        // when: more than the sockets take
        for (int i = 0; i < 400; i++) {
            write("{\"properties\":{\"desired\":{\"a\":\"" + "x".repeat(4000) + "\",\"b\":\"" + "y".repeat(4000) + "\",\"c\":\""
                    + "z".repeat(4000) + "\",\"n\":" + i + "}}}");
        }
        // then: in order, and where too much was forgotten meanwhile the whole of it
        long last = 1;
        while (last < 401) {
            String topic = wire.read().topic();
            long version = Long.parseLong(topic.substring(CHANGE.length()));
            assertThat(version).isGreaterThan(last);
            last = version;
        }
        assertThat(wire.isSilentFor(100)).isTrue();
    }

    @Test
    void moduleHasATwinOfItsOwn() {
        // given
        hub.identities.modules().put(new Module(CAMERA, "gen-cam", new ETag("e"), "", MqttFixture.KEYS));
        MqttWire wire = hub.open();
        wire.connect(MqttConnectFrame.of("dev1/cam", MqttFixture.HOST + "/dev1/cam/?api-version=2021-04-12",
                MqttFixture.token(MqttFixture.HOST + "%2Fdevices%2Fdev1%2Fmodules%2Fcam", 4102444800L, MqttFixture.KEY, "")));
        wire.send(MqttFrame.subscribe(1, RESPONSES, 1, DESIRED, 1)).read();
        // when
        wire.send(MqttFrame.publish(REPORT + "1", 0, 0, "{\"m\":1}"));
        // then
        assertThat(wire.read().topic()).isEqualTo("$iothub/twin/res/204/?$rid=1&$version=2");
        assertThat(twin(CAMERA).reported().content()).hasToString("{\"m\":1}");
        assertThat(twin(DEV1).version()).isEqualTo(2);
        hub.twins.write(CAMERA, TwinJson.readPatch(json("{\"properties\":{\"desired\":{\"x\":1}}}")), EtagCondition.NONE)
                .await()
                .atMost(Duration.ofSeconds(5));
        assertThat(wire.read().payload()).isEqualTo("{\"x\":1,\"$version\":2}");
    }

    @Test
    void modelIdOfConnectIsInTheTwin() {
        // when
        hub.open().connect(MqttConnectFrame.of("dev1", MqttFixture.HOST
                + "/dev1/?api-version=2020-09-30&model-id=dtmi%3acom%3aexample%3aT%3b1", MqttFixture.token("dev1")));
        // then
        assertThat(twin(DEV1).modelId()).isEqualTo("dtmi:com:example:T;1");
    }

    @Test
    void modelIdThatIsNoTextOfOneLineIsRefused() {
        MqttFrame answer = hub.open().connect(MqttConnectFrame.of("dev1",
                MqttFixture.HOST + "/dev1/?api-version=2020-09-30&model-id=a%00b", MqttFixture.token("dev1")));
        assertThat(answer.hex()).isEqualTo("20020005");
    }

    /** A client of dev1 that hears answers and changes. */
    private MqttWire subscribed() {
        MqttWire wire = hub.connected();
        wire.send(MqttFrame.subscribe(1, RESPONSES, 0, DESIRED, 0)).read();
        return wire;
    }

    private Twin twin(ClientId client) {
        return hub.twins.get(client).await().atMost(Duration.ofSeconds(5)).twin();
    }

    private void write(String body) {
        hub.twins.write(DEV1, TwinJson.readPatch(json(body)), EtagCondition.NONE).await().atMost(Duration.ofSeconds(5));
    }

    private void replace(String body) {
        hub.twins.write(DEV1, TwinJson.readReplacement(json(body)), EtagCondition.NONE).await().atMost(Duration.ofSeconds(5));
    }

    private static JsonNode json(String text) {
        return TwinText.object(text.getBytes(UTF_8));
    }
}
