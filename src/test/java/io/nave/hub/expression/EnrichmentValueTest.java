package io.nave.hub.expression;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.nave.hub.json.TwinText;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What enrichments stamp on messages (semantics §1.8). */
final class EnrichmentValueTest {

    private static final JsonNode TWIN = TwinText.object("""
            {"tags": {"location": {"city": "Lyon"}, "floor": 3, "list": ["a", {"b": "c"}], "nil": null},
            "properties": {"desired": {"on": true, "limit": 5.0}, "reported": {"fw": "1.2", "$version": 4}}}"""
            .getBytes(UTF_8));

    @ParameterizedTest
    @CsvSource({ "plain text, plain text", "$iothubname, hub1", "$twin.tags.location.city, Lyon", "$twin.tags.floor, 3",
            "$twin.properties.desired.on, true", "$twin.properties.desired.limit, 5.0", "$twin.properties.reported.fw, 1.2",
            "$twin.properties.reported.$version, 4", "$twin.tags.list[0], a", "$twin.tags.list[1].b, c" })
    void valueIsStampedAsText(String value, String stamped) {
        assertThat(EnrichmentValue.parse(value).of("hub1", TWIN)).isEqualTo(stamped);
    }

    @ParameterizedTest
    @ValueSource(strings = { "$twin.tags.location", "$twin.tags.list", "$twin.tags.nothing", "$twin.tags.nil",
            "$twin.tags.list[2]", "$twin.tags.Floor", "$twin.properties.desired.fw" })
    void pathToNoPlainValueIsStampedAsItself(String value) {
        assertThat(EnrichmentValue.parse(value).needsTwin()).isTrue();
        assertThat(EnrichmentValue.parse(value).of("hub1", TWIN)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = { "$connectionDeviceId", "$body.a", "$twin", "$twin.tags", "$twin.tags.", "$twin.tags..a",
            "$twin.deviceId", "$twin.tags.a[]", "upper('a')", "iothubname", "a$iothubname", "$iothubname " })
    void anythingElseIsTheTextThatItIs(String value) {
        assertThat(EnrichmentValue.parse(value).needsTwin()).isFalse();
        assertThat(EnrichmentValue.parse(value).of("hub1", TWIN)).isEqualTo(value);
    }

    @Test
    void withoutATwinThePathIsStamped() {
        assertThat(EnrichmentValue.parse("$twin.tags.floor").of("hub1", MissingNode.getInstance()))
                .isEqualTo("$twin.tags.floor");
    }
}
