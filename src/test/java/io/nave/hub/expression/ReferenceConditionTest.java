package io.nave.hub.expression;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.id.ClientId;
import io.nave.hub.message.SystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** What the names in conditions refer to: system properties, twins, changes of twins (semantics §1.2, §1.10). */
final class ReferenceConditionTest {

    private static final String TWIN = """
            {"tags": {"deploymentLocation": {"floor": 1, "name": "1"}, "list": [{"a": "x"}], "obj": {}},
            "properties": {"desired": {"on": true, "$version": 4}, "reported": {"level": 2.5}}}""";
    private static final String CHANGE = """
            {"version": 7, "tags": {"gone": null}, "properties": {"reported": {"W": {"T": 50, "L": {"City": "R"}}}}}""";

    private static Messages message() {
        return Messages.ofJson("{\"Weather\": {\"Temperature\": 50}, \"x\": 3}").property("processingPath", "hot")
                .property("level", "4").from(ClientId.of("d1")).receivedAt(1_654_556_167_000L).twin(TWIN);
    }

    @ParameterizedTest
    @ValueSource(strings = { "processingPath = 'hot'", "$body.Weather.Temperature = 50",
            "$connectionDeviceId = 'd1' AND as_number(level) > 3", "$twin.tags.deploymentLocation.floor = 1 AND $body.x >= 2",
            "$contentType = 'application/json'", "$enqueuedTime > \"2022-06-06T22:56:06Z\"" })
    void examplesOfTheDocumentation(String condition) {
        assertThat(message().says(condition)).isEqualTo(Outcome.TRUE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "$contentType | text/plain", "$CONTENTTYPE | text/plain", "$contentEncoding | utf-8",
            "$connectionDeviceId | d1", "$connectionModuleId | m1", "$messageId | id-1", "$userId | u", "$correlationId | c",
            "$connectionDeviceGenerationId | g1", "$dt-dataschema | dtmi:a;1", "$dt-subject | part", "$to | /t", "$ack | full",
            "$enqueuedTime | 2022-06-06T22:56:06.1230000Z" })
    void systemPropertiesHaveTheirNamesInAnyCase(String name, String value) {
        // given
        Messages message = Messages.empty().from(ClientId.of("d1", "m1")).receivedAt(1_654_556_166_123L)
                .system(SystemProperty.CONTENT_TYPE, "text/plain").system(SystemProperty.CONTENT_ENCODING, "utf-8")
                .system(SystemProperty.MESSAGE_ID, "id-1").system(SystemProperty.USER_ID, "u")
                .system(SystemProperty.CORRELATION_ID, "c").system(SystemProperty.MODEL_ID, "dtmi:a;1")
                .system(SystemProperty.COMPONENT, "part").system(SystemProperty.TO, "/t").system(SystemProperty.ACK, "full");

        // then
        assertThat(message.says(name + " = '" + value + "'")).isEqualTo(Outcome.TRUE);
        assertThat(message.says("{" + name + "} = '" + value + "'")).isEqualTo(Outcome.TRUE);
    }

    @Test
    void authMethodIsAJsonText() {
        assertThat(message().says("contains($connectionAuthMethod, '\"type\":\"sas\"')")).isEqualTo(Outcome.TRUE);
    }

    @Test
    void enqueuedTimeComparesAsText() {
        assertThat(Messages.empty().receivedAt(1_654_556_167_000L).says("$enqueuedTime > '2022-06-06T22:56:06Z'"))
                .isEqualTo(Outcome.TRUE);
        assertThat(Messages.empty().receivedAt(1_654_556_165_000L).says("$enqueuedTime > '2022-06-06T22:56:06Z'"))
                .isEqualTo(Outcome.FALSE);
    }

    @Test
    void systemPropertyComesBeforeThePropertyOfThatName() {
        // given
        Messages message = message().property("$contentType", "spoofed").property("$messageId", "mine").property("$own", "own");

        // then
        assertThat(message.says("$contentType = 'application/json'")).isEqualTo(Outcome.TRUE);
        assertThat(message.says("$messageId = 'mine'")).isEqualTo(Outcome.TRUE);
        assertThat(message.says("{$messageId} = 'mine'")).isEqualTo(Outcome.UNDEFINED);
        assertThat(message.says("$own = 'own'")).isEqualTo(Outcome.TRUE);
        assertThat(message.says("{$own} = 'own'")).isEqualTo(Outcome.UNDEFINED);
    }

    @ParameterizedTest
    @ValueSource(strings = { "$messageId = 'x'", "$nothing = 'x'", "$connectionModuleId = 'm1'", "$a[0] = 'x'",
            "$iothub-message-source = 'Telemetry'", "$twin = 1", "$twin[0] = 1" })
    void whatIsNotThereIsUndefined(String condition) {
        assertThat(message().says(condition)).isEqualTo(Outcome.UNDEFINED);
    }

    @Test
    void sourceIsNotQueryable() {
        assertThat(message().system(SystemProperty.MESSAGE_SOURCE, "Telemetry").says("$iothub-message-source = 'Telemetry'"))
                .isEqualTo(Outcome.UNDEFINED);
    }

    @ParameterizedTest
    @ValueSource(strings = { "PROCESSINGPATH = 'hot'", "ProcessingPath = 'hot'" })
    void propertiesAreFoundInAnyCase(String condition) {
        assertThat(message().says(condition)).isEqualTo(Outcome.TRUE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "$twin.tags.deploymentLocation.floor = 1 | TRUE",
            "$TWIN.Tags.deploymentLocation.floor = 1 | TRUE", "$twin.tags.deploymentLocation.floor = '1' | FALSE",
            "$twin.tags.deploymentLocation.name = '1' | TRUE", "$twin.tags.deploymentlocation.floor = 1 | UNDEFINED",
            "$twin.properties.desired.on | TRUE", "$twin.Properties.Desired.on | TRUE",
            "$twin.properties.desired.$version = 4 | TRUE", "$twin.properties.reported.level = 2.5 | TRUE",
            "$twin.tags.list[0].a = 'x' | TRUE", "is_object($twin.tags.obj) | TRUE", "is_array($twin.tags.list) | TRUE",
            "$twin.tags.nothing = null | UNDEFINED", "NOT IS_DEFINED($twin.tags.nothing) | TRUE",
            "{$twin.properties.reported.level} > 2 | TRUE", "$twin.nothing.at.all = 1 | UNDEFINED" })
    void twinIsTypedAsTheBody(String condition, Outcome outcome) {
        assertThat(message().says(condition)).as(condition).isEqualTo(outcome);
    }

    @Test
    void withoutATwinItsReferencesAreUndefined() {
        assertThat(Messages.empty().says("$twin.tags.a = 1")).isEqualTo(Outcome.UNDEFINED);
        assertThat(Messages.empty().says("is_defined($twin.tags.a)")).isEqualTo(Outcome.FALSE);
    }

    @Test
    void twinIsLookedUpOnceAndOnlyWhenItDecides() {
        // given
        AtomicInteger lookUps = new AtomicInteger();
        Evaluation evaluation = Messages.empty().property("a", "x").twin(() -> {
            lookUps.incrementAndGet();
            return JsonNodeFactory.instance.objectNode();
        }).evaluation();

        // when
        Messages.compiled("$twin.tags.a = 1 AND a = 'y'").evaluate(evaluation);
        int before = lookUps.get();
        Messages.compiled("$twin.tags.a = 1 OR a = 'y'").evaluate(evaluation);
        Messages.compiled("$twin.tags.b = 1").evaluate(evaluation);

        // then
        assertThat(before).isZero();
        assertThat(lookUps).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "twin_change_includes(properties.reported.W) | TRUE",
            "Twin_Change_INCLUDES(properties.reported.W.T) | TRUE", "twin_change_includes(properties.reported.W.L.City) | TRUE",
            "twin_change_includes(properties.reported.W.T) = true | TRUE", "twin_change_includes(tags.gone) | TRUE",
            "NOT twin_change_includes(properties.reported.W.T1) | TRUE", "twin_change_includes(properties.reported.w) | FALSE",
            "twin_change_includes(properties.desired.W) | FALSE", "twin_change_includes(tags.other) | FALSE" })
    void changeOfATwinIncludesPaths(String condition, Outcome outcome) {
        assertThat(Messages.ofJson(CHANGE).saysOfChange(condition)).as(condition).isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "random message" })
    void changeThatCannotBeReadIncludesUndefined(String body) {
        assertThat(Messages.ofJson(body).saysOfChange("twin_change_includes(tags.a)")).isEqualTo(Outcome.UNDEFINED);
    }

    @ParameterizedTest
    @ValueSource(strings = { "()", "(   )", "(properties.)", "(123123)", "(properties.abcd123)", "(123abc)", "(tags)",
            "(tags.)",
            "(tags..a)", "(tags.a.)", "(properties.reportedW)", "(properties.desired.twin,,,)", "(properties[0])",
            "(properties.desired.twin[0].a)", "(properties.desired.[1])", "('tags.a')", "($twin.tags.a)", "(tags.a, tags.b)" })
    void changesAreAskedForOnlyByPathsInSections(String arguments) {
        assertThat(RouteCondition.compileForTwinChanges("twin_change_includes" + arguments))
                .isInstanceOf(Compilation.Invalid.class);
    }
}
