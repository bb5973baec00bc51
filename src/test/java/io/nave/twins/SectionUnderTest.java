package io.nave.twins;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.HubRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One section of a twin of its own, written by whoever may write it: tags and desired properties over REST, reported ones over
 * MQTT. What it accepts is read back; what it refuses must have changed nothing.
 */
final class SectionUnderTest implements AutoCloseable {

    private static final AtomicInteger TWINS = new AtomicInteger();

    private final Kind kind;
    private final String id;
    private final TwinRest rest;
    private final TwinDevice device;
    private long accepted = TwinModel.FRESH;

    private SectionUnderTest(Kind kind, String id, TwinRest rest, TwinDevice device) {
        this.kind = kind;
        this.id = id;
        this.rest = rest;
        this.device = device;
    }

    /** Which section, and how many bytes it may have. */
    enum Kind {
        TAGS(8192, "'Tags' size should be less than 8192 bytes.", "/tags"),
        DESIRED(32768, "'Properties.Desired' size should be less than 32768 bytes.", "/properties/desired"),
        REPORTED(32768, "'Properties.Reported' size should be less than 32768 bytes.", "/properties/reported");

        private final int limit;
        private final String tooLarge;
        private final String pointer;

        Kind(int limit, String tooLarge, String pointer) {
            this.limit = limit;
            this.tooLarge = tooLarge;
            this.pointer = pointer;
        }

        int limit() {
            return limit;
        }

        private String body(String content) {
            return this == TAGS ? "{\"tags\":" + content + "}" : "{\"properties\":{\"desired\":" + content + "}}";
        }
    }

    /** Why a write is refused, as REST and MQTT tell it. */
    enum Refusal {
        NO_OBJECT(400, "IotHubFormatError", 400006),
        BROKEN_RULE(400, "ArgumentInvalid", 400004),
        TOO_LARGE(413, "DeviceModelMaxPropertiesExceeded", 403100);

        private final int status;
        private final String name;
        private final int code;

        Refusal(int status, String name, int code) {
            this.status = status;
            this.name = name;
            this.code = code;
        }
    }

    /** Where new twins come from. */
    record Source(HubProcess hub, HubRegistry registry, TwinRest rest) {

        static Source of(HubProcess hub) {
            return new Source(hub, hub.registry(), TwinRest.of(hub, hub.host()));
        }

        /** That section of a new device. */
        SectionUnderTest open(Kind kind) {
            String id = "limits-" + TWINS.incrementAndGet();
            TwinDevice.Identity identity = new TwinDevice.Identity(hub.host(), id, registry.createDevice(id));
            return new SectionUnderTest(kind, id, rest, TwinDevice.connect(identity, hub.plainMqttPort()).subscribe());
        }
    }

    /** Merges it, and the version steps by one. */
    SectionUnderTest accepts(String content) {
        accepted++;
        if (kind == Kind.REPORTED) {
            assertThat(device.patch(content)).as(content).isEqualTo(new TwinDevice.Answer(204, OptionalLong.of(accepted), ""));
        } else {
            assertThat(rest.patch(id, kind.body(content)).status()).as(content).isEqualTo(200);
        }
        assertThat(TwinJson.numberAt(rest.get(id), "/version")).as(content).isEqualTo(1 + accepted);
        return this;
    }

    /** Merges it into a section that was empty, and has exactly it then. */
    SectionUnderTest keeps(String content) {
        accepts(content);
        assertThat(stored()).isEqualTo(TwinJson.object(content));
        return this;
    }

    SectionUnderTest refuses(Refusal refusal, String content) {
        ObjectNode before = twin();
        if (kind == Kind.REPORTED) {
            assertRefused(device.patch(content), refusal, content);
        } else {
            assertRefused(rest.patch(id, kind.body(content)), refusal, content);
        }
        assertThat(twin()).as(content).isEqualTo(before);
        return this;
    }

    /** A PUT of tags or desired properties is refused. */
    void refusesPut(Refusal refusal, String content) {
        ObjectNode before = twin();
        assertRefused(rest.put(id, kind.body(content)), refusal, content);
        assertThat(twin()).as(content).isEqualTo(before);
    }

    /** A PUT of tags or desired properties is accepted. */
    void acceptsPut(String content) {
        accepted++;
        assertThat(rest.put(id, kind.body(content)).status()).as(content).isEqualTo(200);
        assertThat(stored()).isEqualTo(TwinJson.object(content));
    }

    /** A whole body over REST is refused, with whichever name of a bad request. */
    void refusesBody(String body) {
        ObjectNode before = twin();
        for (TwinRest.Answer answer : List.of(rest.patch(id, body), rest.put(id, body))) {
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.errorCode()).as(body).hasValueSatisfying(
                    name -> assertThat(name).isIn(Refusal.NO_OBJECT.name, Refusal.BROKEN_RULE.name));
        }
        assertThat(twin()).as(body).isEqualTo(before);
    }

    private void assertRefused(TwinRest.Answer answer, Refusal refusal, String content) {
        assertThat(answer.status()).as(content + ": " + answer.body()).isEqualTo(refusal.status);
        assertThat(answer.errorCode()).as(content).contains(refusal.name);
        String message = TwinJson.object(answer.body()).path("Message").asText();
        assertThat(message).as(content).startsWith("ErrorCode:" + refusal.name + ";");
        assertThat(message).as(content).contains(refusal == Refusal.TOO_LARGE ? kind.tooLarge : "");
    }

    private void assertRefused(TwinDevice.Answer answer, Refusal refusal, String content) {
        assertThat(answer.status()).as(content + ": " + answer.body()).isEqualTo(refusal.status);
        assertThat(answer.version()).as(content).isEmpty();
        ObjectNode body = TwinJson.object(answer.body());
        assertThat(TwinJson.numberAt(body, "/errorCode")).as(content).isEqualTo(refusal.code);
        assertThat(body.path("trackingId").asText()).as(content).isNotEmpty();
        assertThat(body.path("timestampUtc").asText()).as(content).isNotEmpty();
        if (refusal == Refusal.TOO_LARGE) {
            assertThat(body.path("message").asText()).as(content).isEqualTo(kind.tooLarge);
        }
    }

    /** The section as a back end reads it, and a device alike where it may. */
    ObjectNode stored() {
        ObjectNode section = TwinJson.plain(TwinJson.objectAt(rest.get(id), kind.pointer));
        if (kind != Kind.TAGS) {
            ObjectNode seen = TwinJson.object(device.get().body());
            assertThat(TwinJson.plain(TwinJson.objectAt(seen, kind.pointer.replace("/properties", "")))).isEqualTo(section);
        }
        return section;
    }

    /** What writes change. */
    private ObjectNode twin() {
        return rest.get(id).retain("version", "etag", "tags", "properties");
    }

    @Override
    public void close() {
        assertThat(device.unexpected()).isEmpty();
        device.close();
    }
}
