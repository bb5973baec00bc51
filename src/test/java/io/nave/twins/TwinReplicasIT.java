package io.nave.twins;

import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.twins.TwinHistory.Notification;

import static org.assertj.core.api.Assertions.assertThat;

/** A twin is the same at each replica at once (semantics §4.4, §4.5). */
@Timeout(60)
class TwinReplicasIT {

    private static final int ROUNDS = 20;

    private static Replicas replicas;

    @BeforeAll
    static void start() {
        replicas = Replicas.start();
    }

    @AfterAll
    static void stop() {
        replicas.close();
    }

    @Test
    void twinThatIsWrittenAtOneReplicaIsReadAtTheOtherAtOnce() {
        // given
        String id = replicas.createDevice("read-at-once").id();
        for (int i = 0; i < ROUNDS; i++) {
            // when
            String body = "{\"tags\":{\"n\":%1$d},\"properties\":{\"desired\":{\"n\":%1$d}}}".formatted(i);
            ObjectNode written = replicas.rest(i % 2).patch(id, body).twin();
            ObjectNode read = replicas.rest(1 - i % 2).get(id);
            // then
            assertThat(read.get("version")).isEqualTo(written.get("version"));
            assertThat(read.get("etag")).isEqualTo(written.get("etag"));
            assertThat(read.get("tags")).isEqualTo(written.get("tags"));
            assertThat(read.get("properties")).isEqualTo(written.get("properties"));
            assertThat(read.at("/properties/desired/n").intValue()).isEqualTo(i);
        }
    }

    @Test
    void deviceReadsAtOneReplicaWhatABackEndWroteAtTheOther() {
        // given
        TwinDevice.Identity identity = replicas.createDevice("device-reads");
        try (TwinDevice device = replicas.connect(identity, 1).subscribe()) {
            for (int i = 0; i < ROUNDS; i++) {
                // when
                replicas.rest(0).patch(identity.id(), "{\"properties\":{\"desired\":{\"n\":%d}}}".formatted(i)).twin();
                TwinDevice.Answer answer = device.get();
                // then
                assertThat(answer.status()).isEqualTo(200);
                assertThat(TwinJson.object(answer.body())).isEqualTo(TwinJson.object(
                        "{\"desired\":{\"n\":%d,\"$version\":%d},\"reported\":{\"$version\":1}}".formatted(i, 2 + i)));
            }
        }
    }

    @Test
    void backEndReadsAtOneReplicaWhatADeviceReportedAtTheOther() {
        // given
        TwinDevice.Identity identity = replicas.createDevice("device-reports");
        try (TwinDevice device = replicas.connect(identity, 0).subscribe()) {
            for (int i = 0; i < ROUNDS; i++) {
                // when
                TwinDevice.Answer answer = device.patch("{\"n\":%d}".formatted(i));
                ObjectNode read = replicas.rest(1).get(identity.id());
                // then
                assertThat(answer).isEqualTo(new TwinDevice.Answer(204, OptionalLong.of(2 + i), ""));
                assertThat(read.at("/properties/reported/n").intValue()).isEqualTo(i);
                assertThat(read.at("/properties/reported/$version").intValue()).isEqualTo(2 + i);
            }
        }
    }

    @Test
    void desiredChangeAtOneReplicaReachesADeviceAtTheOther() {
        // given
        TwinDevice.Identity identity = replicas.createDevice("device-is-told");
        String id = identity.id();
        try (TwinDevice device = replicas.connect(identity, 1).subscribe()) {
            // when
            replicas.rest(0).patch(id, "{\"properties\":{\"desired\":{\"a\":1,\"gone\":null}}}").twin();
            replicas.rest(1).patch(id, "{\"tags\":{\"t\":1},\"properties\":{\"desired\":{\"b\":5.0}}}").twin();
            replicas.rest(0).put(id, "{\"properties\":{\"desired\":{\"c\":[1],\"d\":null}}}").twin();
            // then
            assertThat(device.awaitNotified(4)).isTrue();
            assertThat(device.notifications()).containsExactly(
                    new Notification(2, TwinJson.object("{\"a\":1,\"gone\":null,\"$version\":2}")),
                    new Notification(3, TwinJson.object("{\"b\":5.0,\"$version\":3}")),
                    new Notification(4, TwinJson.object("{\"c\":[1],\"$version\":4}")));
            assertThat(device.unexpected()).isEmpty();
        }
    }

    @Test
    void deviceThatComesBackAtTheOtherReplicaIsToldOfWhatComesAndNotOfWhatWas() {
        // given
        TwinDevice.Identity identity = replicas.createDevice("device-moves");
        replicas.connect(identity, 0).subscribe().disconnect();
        replicas.rest(0).patch(identity.id(), "{\"properties\":{\"desired\":{\"missed\":1}}}").twin();
        try (TwinDevice device = replicas.connect(identity, 1)) {
            // when
            replicas.rest(0).patch(identity.id(), "{\"properties\":{\"desired\":{\"told\":1}}}").twin();
            // then
            assertThat(device.isSessionPresent()).isTrue();
            assertThat(device.awaitNotified(3)).isTrue();
            assertThat(device.notifications())
                    .containsExactly(new Notification(3, TwinJson.object("{\"told\":1,\"$version\":3}")));
        }
    }

    @Test
    void staleConditionIsRefusedAtTheOtherReplica() {
        // given
        TwinDevice.Identity identity = replicas.createDevice("stale");
        ObjectNode fresh = replicas.rest(1).get(identity.id());
        try (TwinDevice device = replicas.connect(identity, 1).subscribe()) {
            replicas.rest(0).patch(identity.id(), "{\"tags\":{\"t\":1}}").twin();
            device.patch("{\"r\":1}");
            ObjectNode before = replicas.rest(0).get(identity.id());
            // when
            TwinRest.Answer tags = replicas.rest(1).write("PATCH", identity.id(), "{\"tags\":{\"t\":2}}",
                    Optional.of(fresh.get("etag").asText()));
            TwinDevice.Answer reported = TwinDevice.answer(device.send("{\"r\":2}", OptionalLong.of(1)));
            // then
            assertThat(tags.status()).isEqualTo(412);
            assertThat(tags.errorCode()).contains("PreconditionFailed");
            assertThat(reported.status()).isEqualTo(412);
            assertThat(TwinJson.numberAt(TwinJson.object(reported.body()), "/errorCode")).isEqualTo(412001);
            assertThat(replicas.rest(0).get(identity.id()).get("version")).isEqualTo(before.get("version"));
            assertThat(TwinDevice.answer(device.send("{\"r\":2}", OptionalLong.of(2))))
                    .isEqualTo(new TwinDevice.Answer(204, OptionalLong.of(3), ""));
        }
    }
}
