package io.nave.hub.expression;

import java.nio.charset.Charset;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What conditions say of the bodies of messages (semantics §1.10, {@code $body.} and query-values). */
final class BodyConditionTest {

    private static final String JSON = """
            {"m": {"Temp": 50, "Cold": -50.4, "nil": null, "Time": "2017-03-09T00:00:00.000Z", "p": [20, 30, 40],
            "IsEnabled": true, "IsDisabled": false, "Loc": {"City": "Redmond", "State": "WA"}, "text": "50", "big": 1e999,
            "Hist": [{"Month": "Feb", "Temp": 40}, {"Month": "Jan"}], "größe": 1, "": 2}, "Weather": {"Temperature": 50}}""";

    private static Messages message() {
        return Messages.ofJson(JSON).property("City", "Redmond").property("null_value", DeviceMessage.NO_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "$BODY.m.Temp >= 50", "50 >= $body.m.Temp", "$bODy.m.Temp = 40 + 10", "$body.m.Temp <> 500",
            "$body.m.Hist[0].Month = 'Feb'", "$body.m.p[0] + $body.m.p[1] = 50", "$body.m.p[1] / $body.m.p[0] = 1.5",
            "$body.m.Hist[0].Temp - 10 < $body.m.p[2]", "$body.m.Temp >= $body.m.p[0]", "$body.m.Loc.City = City",
            "City = $body.m.Loc.City", "$body.m.Loc.State <> $body.m.Loc.City", "$body.m.IsEnabled", "$body.m.IsEnabled = true",
            "NOT $body.m.IsDisabled", "$body.m.IsDisabled OR NOT($body.m.IsDisabled)", "$body.m.IsEnabled AND true",
            "$body.m.nil = null", "null = $body.m.nil", "$body.m.Temp != null", "$body.m.nil = null_value",
            "$body.m.Time = '2017-03-09T00:00:00.000Z'", "is_defined($body.m.Time)", "$body.m.Time < '2018'",
            "$body.m.big = 1/0", "$body.m.größe = 1", "{$body.m.Temp} = 50", "{ $body.m.Temp } = 50",
            "($body.m.nothing ?? 7) = 7", "($body.m.Loc ?? 7) = 7", "($body.m.Temp ?? 'x') = 50", "($body.m.nil ?? 7) = null",
            "(City ?? $body.m.Temp) = 'Redmond'", "$body.Weather.Temperature = 50" })
    void saysTrue(String condition) {
        assertThat(message().says(condition)).as(condition).isEqualTo(Outcome.TRUE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "$body.m.Temp = '50'", "$body.m.text = 50", "$body.m.Temp != 50", "$body.m.IsEnabled = 'true'",
            "$body.m.Loc.City != City", "$body.m.IsDisabled", "$body.m.nil = 0", "$body.m.Temp = $body.m.text" })
    void saysFalseAndTurnsNoTypeIntoAnother(String condition) {
        assertThat(message().says(condition)).as(condition).isEqualTo(Outcome.FALSE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "$body", "$body[0]", "$body = 3", "$body.nothing = 1", "$body.nothing <> '100'",
            "$body.nothing = null", "$body.m.temp = 50", "$body.M.Temp = 50", "$body.m.Temp.deeper = 1", "$body.m.Loc = null",
            "$body.m.Loc <> null", "$body.m.p = 20", "$body.m.p[3] = 1", "$body.m.p[12] = 40", "$body.m.Loc[0] = 1",
            "$body.m.Temp", "$body.m.text",
            "$body.m.nil", "NOT $body.m.Temp", "NOT $body.m.nil", "$body.m.text AND true", "$body.m.Temp OR false",
            "$body.m.text + 1 = 51", "$body.m.nil + 1 = 1", "$body.m.Temp = undefined", "none = $body.m.Temp",
            "$body.m.Temp = as_number(City)", "$body.m.IsEnabled = (none = 'x')" })
    void isUndefined(String condition) {
        assertThat(message().says(condition)).as(condition).isEqualTo(Outcome.UNDEFINED);
    }

    @ParameterizedTest
    @ValueSource(strings = { "$body.m.IsEnabled < 0", "0 > $body.m.IsEnabled", "$body.m.Temp < ''", "$body.m.Temp < City",
            "$body.m.text < null", "$body.m.text > 99", "$body.m.nil > 'zzz'", "$body.m.nil > true", "true < $body.m.nil",
            "$body.m.Temp > true", "$body.m.text < $body.m.nil", "$body.m.IsEnabled < $body.m.Temp", "$body.m.Temp <= null",
            "$body.m.nil >= null", "$body.m.IsDisabled < $body.m.IsEnabled", "$body.m.Temp < null_value" })
    void typesAreOrderedBoolNumberTextNull(String condition) {
        assertThat(message().says(condition)).as(condition).isEqualTo(Outcome.TRUE);
    }

    @Test
    void propertyOfTheNameComesBeforeTheBodyUnlessBraced() {
        // given
        Messages message = message().property("$body.m.Temp", "100");

        // then
        assertThat(message.says("$body.m.Temp = '100'")).isEqualTo(Outcome.TRUE);
        assertThat(message.says("as_number($body.m.Temp) = 100")).isEqualTo(Outcome.TRUE);
        assertThat(message.says("{$body.m.Temp} = 50")).isEqualTo(Outcome.TRUE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = { "application/json | utf-8 | UTF-8",
            "APPLICATION/JSON | UTF-8 | UTF-8", "application/json;charset=utf-8 | - | UTF-8",
            "application/json; odata=minimal; Charset=\"UTF-8\" | - | UTF-8",
            "application/json; charset=utf-16 | utf-8 | UTF-8",
            "application/json | utf-16 | UTF-16LE", "application/json | UTF-16 | UTF-16BE",
            "application/json | utf-16 | UTF-16",
            "application/json | utf-32 | UTF-32LE", "application/json | utf-32 | UTF-32BE",
            "application/json;charset=utf-32 | - | UTF-32BE" })
    void bodyIsReadInTheEncodingThatTheMessageNames(String type, String encoding, String charset) {
        // given
        Messages message = typed(type, encoding).body("{\"größe\": \"ü\"}".getBytes(Charset.forName(charset)));

        // then
        assertThat(message.says("$body.größe = 'ü'")).isEqualTo(Outcome.TRUE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = { "- | utf-8", "text/plain | utf-8", "application/json | -",
            "application/json | latin1", "application/json;charset=latin1 | -", "application/json-patch+json | utf-8",
            "application/json; charsets=utf-8 | -" })
    void bodyWithoutTypeOrEncodingIsUndefinedAndReported(String type, String encoding) {
        assertUnreadable(typed(type, encoding).body("{\"a\": 1}".getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "random", "{\"a\": 1", "{\"a\": 1} x", "[1]", "1", "null", "{a: 1}", "{\"a\": NaN}" })
    void bodyThatIsNoJsonObjectIsUndefinedAndReported(String body) {
        assertUnreadable(Messages.ofJson(body));
    }

    @ParameterizedTest
    @CsvSource({ "utf-8, UTF-16LE", "utf-8, UTF-16BE", "utf-8, UTF-32LE", "utf-8, UTF-16", "utf-16, UTF-8", "utf-32, UTF-16LE",
            "utf-8, ISO-8859-1" })
    void bodyInAnotherEncodingIsUndefinedAndReported(String named, String used) {
        assertUnreadable(typed("application/json", named).body("{\"a\": \"\u00fc\"}".getBytes(Charset.forName(used))));
    }

    @Test
    void deepBodyIsUndefinedAndReported() {
        assertUnreadable(Messages.ofJson("{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000)));
    }

    @Test
    void unreadableBodyLeavesTheRestOfTheConditionAlone() {
        assertThat(Messages.empty().property("a", "x").says("a = 'x' OR $body.a = 1")).isEqualTo(Outcome.TRUE);
        assertThat(Messages.empty().property("a", "y").says("$body.a = 1 AND a = 'x'")).isEqualTo(Outcome.FALSE);
    }

    @Test
    void bodyIsOnlyReadWhenItDecides() {
        // given
        Evaluation evaluation = Messages.empty().property("a", "x").evaluation();

        // when
        Messages.compiled("$body.a = 1 OR a = 'x'").evaluate(evaluation);
        Messages.compiled("$body.a = 1 AND a = 'y'").evaluate(evaluation);

        // then: reading it would have been a problem
        assertThat(evaluation.problem()).isEmpty();
    }

    @Test
    void conditionTellsWhatItMayNeed() {
        assertThat(Messages.compiled("a = 'x'").needsBody()).isFalse();
        assertThat(Messages.compiled("a = 'x' AND $body.a = 1").needsBody()).isTrue();
        assertThat(Messages.compiled("a = 'x' AND $body.a = 1").needsTwin()).isFalse();
        assertThat(Messages.compiled("$twin.tags.a = 1").needsTwin()).isTrue();
        assertThat(Messages.compiled("$twin.tags.a = 1").needsBody()).isFalse();
        assertThat(Messages.compiled("1 + 1 = 2").constant()).isEqualTo(Optional.of(Outcome.TRUE));
        assertThat(Messages.compiled("a = 'x'").constant()).isEmpty();
    }

    private static Messages typed(String type, String encoding) {
        Messages message = Messages.empty();
        if (type != null) {
            message.system(SystemProperty.CONTENT_TYPE, type);
        }
        return encoding == null ? message : message.system(SystemProperty.CONTENT_ENCODING, encoding);
    }

    private static void assertUnreadable(Messages message) {
        // given
        Evaluation evaluation = message.evaluation();

        // when
        Outcome outcome = Messages.compiled("is_defined($body.a) OR $body.a = 1").evaluate(evaluation);

        // then
        assertThat(outcome).isEqualTo(Outcome.UNDEFINED);
        assertThat(evaluation.problem()).isPresent();
    }
}
