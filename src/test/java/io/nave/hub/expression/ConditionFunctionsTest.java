package io.nave.hub.expression;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each function of conditions, by the table of semantics §1.10. */
final class ConditionFunctionsTest {

    private static final String BODY = """
            {"n": 50, "neg": -50.4, "s": "text", "num": "12", "t": true, "nil": null, "o": {"a": 1}, "a": [1]}""";

    private static void assertTrue(String condition) {
        Messages message = Messages.ofJson(BODY).property("key1", "value1").property("key2", "3")
                .property("null_value", io.nave.hub.message.DeviceMessage.NO_VALUE);
        assertThat(message.says(condition)).as(condition).isEqualTo(Outcome.TRUE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "abs(-12) = 12", "ABS(as_number(key2)) = 3", "exp(0) = 1", "abs(exp(1) - 2.718281) < 1e-6",
            "exp(4000) = 3/0", "square(3) = 9", "ceiling(2.1) = 3", "ceiling(-2.1) = -2", "floor(2.1) = 2", "floor(-2.1) = -3",
            "sign(0) = 0", "sign(2.1) = 1", "sign(-3 / 0) = -1", "sqrt(4) = 2", "NOT is_defined(sqrt(-4))", "power(2, 3) = 8",
            "POWER(10, 4000) = 3/0", "is_defined(power(2, 3 / 0))", "NOT is_defined(power(3 % 0, 2))",
            "NOT is_defined(power(3 % 0, 0))", "NOT is_defined(abs(as_number(key1)))", "NOT is_defined(floor(3 % 0))",
            "abs($body.neg) = 50.4", "NOT is_defined(abs($body.s))", "power($body.n, 2) = 2500", "-($body.neg) = 50.4" })
    void numbersAreDoubles(String condition) {
        assertTrue(condition);
    }

    @ParameterizedTest
    @ValueSource(strings = { "as_number('3') = 3", "AS_NUMBER(' 3 ') = 3", "as_number('+3') = 3", "as_number('-3.5') = -3.5",
            "as_number('.5') = 0.5", "as_number('5.') = 5", "as_number('1,234,567.5') = 1234567.5",
            "as_number('10e10') = 10e10",
            "as_number('1E-3') = 0.001", "as_number('10e1000') = 1/0", "as_number('10000000000000000000000000') = 1e25",
            "as_number('0.1') = 0.1", "as_number('123456789012345678901234567890') = 123456789012345678901234567890",
            "as_number('4.9e-324') > 0", "as_number('1e-999999999999') = 0", "as_number('9007199254740993') = 9007199254740992",
            "as_number(as_number(4)) = 4", "as_number(key2) = 3", "as_number($body.num) = 12", "as_number($body.n) = 50" })
    void asNumberReadsLeniently(String condition) {
        assertTrue(condition);
    }

    @ParameterizedTest
    @ValueSource(strings = { "''", "' '", "'-'", "'.'", "'e5'", "'1e'", "'1 2'", "'0x10'", "'apple'", "'1d'", "'NaN'", "',5'",
            "'--1'", "'1.2.3'", "key1", "none", "null_value", "$body.t", "$body.nil", "$body.o", "$body.nothing" })
    void asNumberOfAnythingElseIsUndefined(String argument) {
        assertTrue("NOT is_defined(as_number(" + argument + "))");
    }

    @ParameterizedTest
    @ValueSource(strings = { "concat('a', 'b', 'c') = 'abc'", "concat('a', null_value, 'd') = 'ad'",
            "'a' || null_value || 'd' = 'ad'", "NOT is_defined(concat('a', none))", "is_defined('a' || null_value)",
            "concat($body.s, '!') = 'text!'", "NOT is_defined(concat($body.n, '!'))", "length('HELLO') = 5", "LENGTH('') = 0",
            "NOT is_defined(length(none))", "NOT is_defined(length(null_value))", "length($body.s) = 4",
            "lower('HELLO') = 'hello'", "upper(key1) = 'VALUE1'", "lower('İI') != 'ıı'", "NOT is_defined(upper(none))",
            "NOT is_defined(lower(null_value))" })
    void textsAreJoinedMeasuredAndChanged(String condition) {
        assertTrue(condition);
    }

    @ParameterizedTest
    @ValueSource(strings = { "substring('abc', 1) = 'bc'", "substring('abc', 3) = ''", "NOT is_defined(substring('abc', 4))",
            "NOT is_defined(substring('abc', -1))", "NOT is_defined(substring('abc', 1 % 0))",
            "NOT is_defined(substring('abc', 1/0))", "substring('abc', 1, 1) = 'b'", "substring('abc', 1, 0) = ''",
            "NOT is_defined(substring('abc', 3, 0))", "NOT is_defined(substring('abc', -1, 0))",
            "NOT is_defined(substring('abc', 1, -2))", "NOT is_defined(substring('abc', 1, 3))",
            "NOT is_defined(substring('abc', 1, 1 % 0))", "substring('hello', 0, 5) = 'hello'",
            "NOT is_defined(substring(none, 1))", "NOT is_defined(substring(null_value, 0, 0))",
            "substring($body.s, length($body.s) - 2) = 'xt'" })
    void substringIsUndefinedWhereThereIsNothing(String condition) {
        assertTrue(condition);
    }

    @ParameterizedTest
    @ValueSource(strings = { "index_of('abcdef', 'cd') = 2", "index_of('abc', 'xz') = -1", "index_of('abc', 'B') = -1",
            "INDEX_OF(key1, 'val') = 0", "NOT is_defined(index_of(none, '1'))", "starts_with('abc', 'ab')",
            "STARTSWITH('abc', 'ab')", "NOT starts_with('abc', 'AB')", "NOT is_defined(starts_with(null_value, '1'))",
            "NOT is_defined(starts_with('abc', none))", "ends_with('abc', 'bc')", "endswith('abc', 'bc')",
            "NOT ends_with('abc', 'xz')", "contains('abc', 'b')", "NOT CONTAINS('abc', key1)", "contains($body.s, 'ex')",
            "NOT is_defined(contains($body.n, '5'))", "NOT is_defined(contains(none, '1'))" })
    void fragmentsAreFoundByTheirCharacters(String condition) {
        assertTrue(condition);
    }

    @ParameterizedTest
    @ValueSource(strings = { "is_bool(true)", "is_bool($body.t)", "NOT is_bool(12)", "NOT is_bool('x')", "NOT is_bool(none)",
            "NOT is_bool(null)", "NOT is_bool($body.s)", "NOT is_defined(is_bool($body.nothing))", "is_number(12.34)",
            "is_number(as_number(key2))", "is_number($body.n)", "NOT is_number(3 / 0)", "NOT is_number(3 % 0)",
            "NOT is_number('12')", "NOT is_number(key2)", "NOT is_number(true)", "NOT is_number($body.num)", "is_string(key1)",
            "is_string('a' || 'b')", "is_string($body.s)", "NOT is_string(none)", "NOT is_string(null_value)",
            "NOT is_string(12)", "NOT is_string($body.n)", "is_null(null)", "is_null($body.nil)", "is_null(null_value)",
            "NOT is_null(none)", "NOT is_null(key1)", "NOT is_null($body.nothing)", "NOT is_null(3 / 0)",
            "NOT is_null(as_number(key1))", "is_defined(null)", "is_defined($body.nil)", "is_defined(null_value)",
            "is_defined(key1)", "is_defined(10e1000)", "NOT is_defined(none)", "NOT is_defined(undefined)",
            "NOT is_defined($body.nothing)", "NOT is_defined(undefined and true)", "NOT is_defined(none = '4')",
            "NOT is_defined(-undefined)" })
    void typesAreAsked(String condition) {
        assertTrue(condition);
    }

    @ParameterizedTest
    @ValueSource(strings = { "is_object($body.o)", "is_array($body.a)", "NOT is_object($body.a)", "NOT is_array($body.o)",
            "NOT is_array($body.nothing)", "NOT is_object('x')", "IS_PRIMITIVE($body.n)", "is_primitive($body.nil)",
            "is_primitive(key1)", "NOT is_primitive($body.o)", "NOT is_primitive($body.a)", "NOT is_primitive($body.nothing)",
            "NOT is_defined($body.o)", "NOT is_defined($body.a)" })
    void objectsAndArraysAreToldApart(String condition) {
        assertTrue(condition);
    }
}
