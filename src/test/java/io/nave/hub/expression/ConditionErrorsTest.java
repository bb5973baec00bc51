package io.nave.hub.expression;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What does not compile, why, and where (semantics §1.9, §1.10). */
final class ConditionErrorsTest {

    private static List<ConditionError> errors(String condition) {
        return switch (RouteCondition.compile(condition)) {
            case Compilation.Invalid(List<ConditionError> errors) -> errors;
            case Compilation.Valid valid -> throw new AssertionError("compiles: " + condition);
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "key = 3 | Invalid operands to binary operator '=': have 'string' and 'number', expected 'string' and 'string' | 5 | 6",
            "3 + '4' = 7 | Invalid operands to binary operator '+': have 'number' and 'string', expected 'number' and 'number' | 3 | 4",
            "none and true | Invalid operands to binary operator 'and': have 'string' and 'bool', expected 'bool' and 'bool' | 6 | 9",
            "length(12) = 5 | Invalid arguments to built-in function 'length': length(number) | 1 | 7",
            "as_number(true) = true | Invalid arguments to built-in function 'as_number': as_number(bool) | 1 | 10",
            "substring('a') = 'a' | Invalid arguments to built-in function 'substring': substring(string) | 1 | 10",
            "contains('a', undefined) | Invalid arguments to built-in function 'contains': contains(string, undefined) | 1 | 9",
            "foo(true) = true | Invalid built-in function 'foo' | 1 | 4",
            "(2 + 22 = 24 | Syntax error: missing closing ')' | 1 | 2",
            "as_number(\"2\" = 24 | Syntax error. | 19 | 20",
            "(2 + 22 )) = 24 | Syntax error: unmatched closing ')' | 10 | 11",
            "as_number(\"2\")) = 24 | Syntax error: unmatched closing ')' | 15 | 16",
            "\"2 = 24 | Syntax error: unterminated string | 1 | 8",
            "3 = @ 3 | Syntax error: invalid symbol '@' | 5 | 6",
            "a == 'b' | Syntax error. | 4 | 5",
            "a = | Syntax error. | 4 | 5",
            "true false | Syntax error. | 6 | 11",
            "$body.p[] | Syntax error: invalid path '$body.p[]' | 1 | 10",
            "$body.p[1:2] | Syntax error: invalid symbol ':' | 10 | 11" })
    void errorsAreToldInTheDocumentedWordsAndWhereTheyAre(String condition, String message, int from, int to) {
        // when
        List<ConditionError> errors = errors(condition);

        // then
        assertThat(errors).containsExactly(new ConditionError(message, ConditionError.Severity.ERROR, new ConditionError.Range(
                new ConditionError.Position(1, from), new ConditionError.Position(1, to))));
    }

    @Test
    void linesAreCounted() {
        // when
        List<ConditionError> errors = errors("true\n  AND\n  key = 3");

        // then
        assertThat(errors).extracting(error -> error.location().start()).containsExactly(new ConditionError.Position(3, 7));
    }

    @Test
    void everyErrorOfTypesIsToldOnce() {
        // when
        List<ConditionError> errors = errors("a = 3 AND (foo(b) = 4 OR c = 5)");

        // then
        assertThat(errors).extracting(error -> error.location().start().column()).containsExactly(3, 12, 28);
    }

    @ParameterizedTest
    @ValueSource(strings = { "key1 ?? 'hello' = 'value1'", "(key1 ?? 12.34)", "(12.34 ?? key1)", "(key1 ?? null)",
            "(null && key1)", "true ?? 'a'", "'a' || null = 'a'", "'a' || undefined = 'a'", "'a' || true = 'a'",
            "undefined and 'hello'", "- (key1)", "not key1", "not 3", "NOT a = 'b'", "test == true", "3 $ 4",
            "$ sys1 = 'x'", "none = \"", "'abc", "'abc\\'", "true /* open", "a IN ('x')", "a = ['x']", "a BETWEEN 'a' AND 'b'",
            "NOT",
            "()", ")", "(", "a.b(", "f(,)", "f('a',)", "{key}", "{$messageId", "$body.", "$body..a", "$body.a.", "$body.a[-1]",
            "$body.a[x]", "$body.a[0][1]", "$body.[0]", "$body.a[9999999999]", "$body;@", "$twin.", "$twin.tags..x", "a ? b",
            "a:b",
            "-'a' = 1", "- 'a' = 1", "= 3", "3 3", "true AND", "true NOT false", "null = 3", "undefined = 3", "true = 1",
            "twin_change_includes(properties.reported.a)", "starts_with('abc',12)", "1 = '1'", "\u0001" })
    void doesNotCompile(String condition) {
        assertThat(errors(condition)).isNotEmpty();
    }

    static final List<String> ARITHMETIC = Stream.of("+", "-", "*", "/", "%")
            .flatMap(operator -> Stream.of("3 %s none", "true %s 3", "3 %s true", "3 %s undefined", "'a' %s 'b'",
                    "undefined %s undefined", "null %s 3").map(text -> "is_defined(" + text.formatted(operator) + ")"))
            .toList();

    @ParameterizedTest
    @FieldSource("ARITHMETIC")
    void arithmeticTakesOnlyNumbers(String condition) {
        assertThat(errors(condition)).hasSize(1);
    }

    static final List<String> FUNCTIONS = Stream.concat(
            Stream.of("abs", "exp", "square", "ceiling", "floor", "sign", "sqrt")
                    .flatMap(name -> Stream.of("()", "(null)", "(undefined)", "(true)", "(key1)", "(3, 4)").map(name::concat)),
            Stream.concat(Stream.of("index_of", "starts_with", "ends_with", "contains", "startswith", "endswith")
                    .flatMap(name -> Stream.of("()", "('a')", "('a', 'b', 'c')", "('a', 1)", "(1, 'a')", "(null, 'a')",
                            "('a', undefined)", "(true, 'a')").map(name::concat)),
                    Stream.of("length()", "length(null)", "lower(undefined)", "lower(12)", "upper(true)", "upper('a', 'b')",
                            "concat()", "concat('a')", "concat('a', null)", "concat('a', 1)", "concat(undefined, 'a')",
                            "substring('a', 'b')", "substring('a', 1, 'b')", "substring(1, 1)", "substring('a', 1, 1, 1)",
                            "power(1)", "power(1, 'a')", "power(null, 1)", "power(1, 2, 3)", "as_number()",
                            "as_number('1', '2')",
                            "is_defined()", "is_null(1, 2)", "is_array()", "is_bool(1, 2)")))
            .toList();

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void functionsTakeOnlyWhatTheyAreFor(String call) {
        assertThat(errors("is_defined(" + call + ")")).extracting(ConditionError::message)
                .containsExactly("Invalid arguments to built-in function '" + call.substring(0, call.indexOf('(')) + "': "
                        + call.substring(0, call.indexOf('(')) + types(call));
    }

    private static String types(String call) {
        return call.substring(call.indexOf('(')).replaceAll("'.'|key1", "string").replaceAll("\\d+", "number")
                .replace("true", "bool");
    }

    @Test
    void lengthIsBounded() {
        // given
        String longest = "'" + "a".repeat(RouteCondition.MAX_LENGTH - 2) + "'";

        // then
        assertThat(Messages.compiled(longest).constant()).contains(Outcome.UNDEFINED);
        assertThat(errors(longest + " ")).hasSize(1);
    }

    @Test
    void depthIsBounded() {
        assertThat(Messages.compiled("(".repeat(99) + "true" + ")".repeat(99)).constant()).contains(Outcome.TRUE);
        assertThat(errors("(".repeat(100) + "true" + ")".repeat(100))).hasSize(1);
        assertThat(errors("(".repeat(8_000))).hasSize(1);
        assertThat(errors("NOT ".repeat(2_000) + "true")).hasSize(1);
        assertThat(errors("abs(".repeat(2_000))).hasSize(1);
    }

    @Test
    void numberOfOperatorsIsBounded() {
        assertThat(Messages.compiled("true" + " AND true".repeat(500)).constant()).contains(Outcome.TRUE);
        assertThat(errors("true" + " AND true".repeat(501))).hasSize(1);
    }
}
