package io.nave.hub.expression;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What conditions over literals and properties say, by the vectors and rules of semantics §1.10. */
final class RouteConditionTest {

    private static Outcome says(String condition) {
        return Messages.ofVectors().says(condition);
    }

    private static void assertSays(String condition, String letter) {
        Outcome expected = switch (letter) {
            case "T" -> Outcome.TRUE;
            case "F" -> Outcome.FALSE;
            case "N" -> Outcome.NULL;
            default -> Outcome.UNDEFINED;
        };
        assertThat(says(condition)).as(condition).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "key1 = \"value1\" | T", "KEY1 = 'value1' | T", "none = 'value1' | U", "as_number(key2) * 3 = 9 | T",
            "as_number(key1) = 3 | U", "3 + 4 = 7 | T", "3 + 4 < 7 | F", "undefined or true | T", "false or undefined | U",
            "true and undefined | U", "false and undefined | F", "not null | T", "null | N", "(null and true) = null | T",
            "null or true | T", "(none ?? 'hello') = 'hello' | T", "(3 % 0 ?? 12.34) = 12.34 | T",
            "substring('abc',3)='' | T", "substring('abc',4)='' | U", "substring('abc',-1)='' | U",
            "~'a' || key1 || 'd' = 'avalue1d'~ | T", "index_of('abcdef','cd') = 2 | T", "true AND not true | F", "$body | U",
            "3 | U", "'a string' | U", "~~ | U", "~ ~ | U" })
    void vectorsOfTheReference(String condition, String outcome) {
        assertSays(condition, outcome);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "true and true | T", "true and false | F", "undefined and false | F", "undefined and undefined | U",
            "undefined and true | U", "true or undefined | T", "false or false | F", "undefined or undefined | U",
            "undefined or false | U", "not undefined | U", "not true | F", "not false | T", "not (true and false) | T",
            "null and undefined | N", "null and false | N", "true and null | N", "null or false | F", "null or undefined | U",
            "null or null | N", "false or null | F", "(null or null) = null | T", "true or none = 'x' | T",
            "false or none = 'x' | U", "none = 'x' and false | F", "none = 'x' and true | U", "not (none = 'x') | U",
            "TRUE = 'x' | U", "True = 'x' | U" })
    void logicHasThreeValuesAndNull(String condition, String outcome) {
        assertSays(condition, outcome);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "'a' < 'b' | T", "'b' < 'a' | F", "'B' < 'a' | T", "'a' = 'A' | F", "'a' <= 'a' | T", "'b' > 'a' | T",
            "'b' >= 'c' | F", "'a' != 'b' | T", "'a' <> 'a' | F", "none != 'x' | U", "'a' < none | U", "none = none | U",
            "3 = 3.0 | T", "3 != 3 | F", "3 <> 4 | T", "8 > 7 | T", "7 >= 7 | T", "7 <= 6 | F", "3/0 = 4/0 | T",
            "3/0 > 1e300 | T", "0/0 = 0/0 | U", "0/0 != 0/0 | U", "3 % 0 = 0 | U", "4 % 3 = 1 | T", "-4 % 3 = -1 | T",
            "true = true | T", "true != false | T", "true > false | T", "null = null | T", "null != null | F",
            "undefined = undefined | U", "undefined < undefined | U", "is_defined(3/0) | T",
            "null_value = 'x' | U", "null_value != 'x' | U", "null_value = null_value | T",
            "1 < 2 = true | T", "1 = 1 = true | T" })
    void comparisonsAreOrdinalAndUndefinedWithUndefined(String condition, String outcome) {
        assertSays(condition, outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = { "2 + 3 * 4 = 14", "(2 + 3) * 4 = 20", "10 - 2 - 3 = 5", "12 / 3 / 2 = 2", "-(3 + 4) = -7",
            "- (3) + 4 = 1", "3 - -4 = 7", "NOT false = true", "NOT true = false", "NOT (1 = 2)", "false AND false OR true",
            "true OR false AND false", "NOT true OR true", "1 + 1 = 2 AND 2 < 3", "'a' || 'b' = 'ab'", "'a' || 'b' < 'b'",
            "1 < 2 = true", "true = 1 < 2", "(none ?? none ?? 'x') = 'x'", "undefined AND true ?? true", "NOT NOT true",
            "2 * -(3) = -6", "7 - 4 % 3 = 6", "tRuE = 'x' OR TRUE = 'x' oR true", "noT false aNd true",
            "true /* not false */ AND /* ** */ true", "1=1", "1\t<\n2", "/**/ true" })
    void operatorsBindByPrecedence(String condition) {
        assertSays(condition, "T");
    }

    @ParameterizedTest
    @ValueSource(strings = { "0x1F = 31", "0xff = 255", "-0x10 = -16", ".5 = 0.5", "1.5 = 3 / 2", "1e-6 = 0.000001",
            "1E3 = 1000", "1e+3 = 1000", "-.5 < 0", "10e1000 = 1/0", "-1 < 0", "9007199254740993 = 9007199254740992",
            "'it\\'s' = \"it's\"", "'a\\\"b' = 'a\"b'", "'a\\\\b' = concat('a', '\\u005c', 'b')",
            "'\\u00e9' = 'é'", "length('\\n') = 2", "'C:\\dir' = 'C:\\\\dir'", "'/* no comment */' != ''" })
    void literalsAreWrittenSo(String condition) {
        assertSays(condition, "T");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = { "a-b | a-b = 'x'", "a+b | a+b = 'x'", "a.b.c | a.b.c = 'x'",
            "a! | a!='x'", "3a | 3a = 'x'", "5. | 5. = 'x'", "it's | it's = 'x'", "a*b% | a*b% = 'x'", "größe | größe = 'x'",
            "-a | -a = 'x'", "TRUE | TRUE = 'x'", "Null | Null = 'x'", "a$b | a$b = 'x'", "~a|b~ | ~a|b = 'x'~" })
    void namesHoldAlmostEverything(String name, String condition) {
        assertThat(Messages.empty().property(name, "x").says(condition)).isEqualTo(Outcome.TRUE);
        assertThat(Messages.empty().says(condition)).isEqualTo(Outcome.UNDEFINED);
    }
}
