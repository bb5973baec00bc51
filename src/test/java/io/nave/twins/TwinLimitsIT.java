package io.nave.twins;

import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;
import io.nave.twins.SectionUnderTest.Kind;
import io.nave.twins.SectionUnderTest.Refusal;

import static org.assertj.core.api.Assertions.assertThat;

/** Each limit of a twin, at it and one past it, in each section (semantics §4.2). */
@ExtendWith(SharedHub.class)
@Timeout(60)
class TwinLimitsIT {

    private static final int LONGEST_KEY = 1024;
    private static final int LONGEST_TEXT = 4096;
    private static final String LARGEST = "4503599627370495";
    private static final String PAST_LARGEST = "4503599627370496";
    private static final String SMALLEST = "-4503599627370496";
    private static final String PAST_SMALLEST = "-4503599627370497";

    private static SectionUnderTest.Source twins;

    @BeforeAll
    static void start(HubProcess shared) {
        twins = SectionUnderTest.Source.of(shared);
    }

    private static SectionUnderTest open(Kind kind) {
        return twins.open(kind);
    }

    // --- size of a section

    @ParameterizedTest
    @EnumSource
    void sectionIsFullAtItsLimit(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            section.refuses(Refusal.TOO_LARGE, Contents.ofSize(kind.limit() + 1));
            section.keeps(Contents.ofSize(kind.limit()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void sizeIsCountedInBytesOfUtf8(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            section.refuses(Refusal.TOO_LARGE, Contents.ofSize(kind.limit() + 1, "é"));
            section.refuses(Refusal.TOO_LARGE, Contents.ofSize(kind.limit() + 1, "😀"));
            section.keeps(Contents.ofSize(kind.limit(), "😀"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void severalPatchesFillASectionAsOneDoes(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            section.accepts(Contents.ofSize(kind.limit() - 9));
            section.accepts("{\"n\":5}"); // 1 + 8: full
            section.refuses(Refusal.TOO_LARGE, "{\"b\":\"\"}");
            section.accepts("{\"n\":true}"); // 1 + 4
            section.refuses(Refusal.TOO_LARGE, "{\"b\":\"four\"}");
            section.accepts("{\"b\":\"III\"}"); // 1 + 3: full
            section.refuses(Refusal.TOO_LARGE, "{\"b\":\"IIII\"}");
            section.accepts("{\"b\":\"abc\",\"n\":false}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void numberHasEightBytesWhateverItIs(Kind kind) {
        for (String number : List.of("0", "-2.5", LARGEST, SMALLEST, "1.7976931348623157e308")) {
            try (SectionUnderTest section = open(kind)) {
                section.accepts(Contents.ofSize(kind.limit() - 8));
                section.refuses(Refusal.TOO_LARGE, "{\"n\":" + number + "}");
                section.accepts("{\"k00\":\"\"}");
                section.accepts("{\"n\":" + number + "}");
            }
            assertFits(kind, 9, "{\"n\":" + number + "}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsInObjectsAndArraysIsCountedAlike(Kind kind) {
        assertFits(kind, 5, "{\"b\":true}");
        assertFits(kind, 5, "{\"b\":false}");
        assertFits(kind, 10, "{\"o\":{\"p\":1}}");
        assertFits(kind, 2, "{\"o\":{\"p\":{}}}");
        assertFits(kind, 1, "{\"a\":[]}");
        assertFits(kind, 25, "{\"a\":[1,2.5,true,\"éxx\"]}");
        assertFits(kind, 14, "{\"a\":[{\"k\":1},[false]]}");
        assertFits(kind, 3, "{\"é\":\"x\"}");
        assertFits(kind, 3, "{\"\\u00e9\":\"\\u0078\"}"); // what is stored counts, not how it was written
    }

    /** The content fills a section that has this many bytes left, and does not fit into one byte less. */
    private static void assertFits(Kind kind, int bytes, String content) {
        try (SectionUnderTest section = open(kind)) {
            section.accepts(Contents.ofSize(kind.limit() - bytes));
            section.accepts(content);
        }
        try (SectionUnderTest section = open(kind)) {
            section.accepts(Contents.ofSize(kind.limit() - bytes + 1));
            section.refuses(Refusal.TOO_LARGE, content);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nullsOfAPatchAreNotCounted(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            section.accepts(Contents.ofSize(kind.limit()));
            section.accepts("{\"" + "n".repeat(LONGEST_KEY) + "\":null}");
            section.refuses(Refusal.TOO_LARGE, "{\"new\":{\"gone\":null}}"); // the empty object's key stays
            String text = section.stored().get("k00").asText();
            section.accepts("{\"k00\":null,\"new\":\"" + text + "\"}");
            assertThat(section.stored().has("k00")).isFalse();
            assertThat(section.stored().get("new").asText()).isEqualTo(text);
        }
    }

    // --- texts and keys

    @ParameterizedTest
    @EnumSource
    void textHas4096BytesAtMost(Kind kind) {
        for (String unit : List.of("x", "é", "€", "😀")) {
            String longest = Contents.text(LONGEST_TEXT, unit);
            try (SectionUnderTest section = open(kind)) {
                section.refuses(Refusal.BROKEN_RULE, Contents.member("s", longest + "x"));
                section.refuses(Refusal.BROKEN_RULE, "{\"o\":" + Contents.member("s", longest + "x") + "}");
                section.refuses(Refusal.BROKEN_RULE, "{\"a\":[" + Contents.member("s", longest + "x") + "]}");
                section.keeps(Contents.member("s", longest));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void keyHas1024BytesAtMost(Kind kind) {
        for (String unit : List.of("k", "é", "€", "😀")) {
            String longest = Contents.text(LONGEST_KEY, unit);
            try (SectionUnderTest section = open(kind)) {
                section.refuses(Refusal.BROKEN_RULE, Contents.member(longest + "x", "v"));
                section.refuses(Refusal.BROKEN_RULE, "{\"o\":" + Contents.member(longest + "x", "v") + "}");
                section.refuses(Refusal.BROKEN_RULE, "{\"a\":[" + Contents.member(longest + "x", "v") + "]}");
                section.keeps(Contents.member(longest, "v"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void keysAreWithoutControlsDotsDollarsAndSpaces(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            for (String key : List.of("", "a.b", ".", "a$b", "$x", "$lastUpdated", "a b", " ", "\u0000", "a\u0001b", "a\tb",
                    "\u001f",
                    "\u007f", "a\u0080b", "\u009f")) {
                section.refuses(Refusal.BROKEN_RULE, Contents.member(key, "v"));
                section.refuses(Refusal.BROKEN_RULE, "{\"o\":{\"p\":" + Contents.member(key, "v") + "}}");
                section.refuses(Refusal.BROKEN_RULE, "{\"a\":[" + Contents.member(key, "v") + "]}");
            }
            section.keeps("{\"a#b\":1,\"A-b_c/d\\\\\":{\"é\":2,\"\\ud83d\\ude00\":3},\"a\":4,\"A\":5,\"0\":6,\"__t\":\"c\"}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void membersOfTheHubAreIgnoredAtTheRootAndRefusedBelow(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            for (String key : List.of("$version", "$metadata", "$etag")) {
                section.refuses(Refusal.BROKEN_RULE, "{\"o\":{\"" + key + "\":1}}");
            }
            section.accepts("{\"a\":1,\"$version\":99,\"$etag\":\"x\",\"$metadata\":{\"$lastUpdated\":\"x\",\"a.b\":null}}");
            assertThat(section.stored()).isEqualTo(TwinJson.object("{\"a\":1}"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneBadMemberRefusesTheWholePatch(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            section.accepts("{\"kept\":1}");
            section.refuses(Refusal.BROKEN_RULE, "{\"y\":\"abcd\",\"$x\":123}");
            section.refuses(Refusal.BROKEN_RULE, "{\"$x\":123,\"y\":\"abcd\",\"kept\":null}");
            section.refuses(Refusal.BROKEN_RULE, "{\"y\":{\"z\":[1,{\"w\":null}]},\"kept\":2}");
            assertThat(section.stored()).isEqualTo(TwinJson.object("{\"kept\":1}"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void textsComeBackByteForByte(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            section.keeps(
                    """
                            {"date":"2024-05-01T10:00:00.1234567Z","zone":"2024-05-01T10:00:00+02:00","day":"2024-05-01","empty":"",
                             "spaces":"  two  ","emoji":"😀\\ud83d\\ude80","escapes":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u0001\\u007f\\u0085",
                             "composed":"\\u00e9","decomposed":"e\\u0301","lines":"\\u2028\\u2029\\ufeff","number":"5.0","null":"null",
                             "html":"</script>&amp;'","last":"\\uffff\\udbff\\udfff"}""");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nulCharactersAndLoneSurrogatesAreRefused(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            for (String text : List.of("\\u0000", "a\\u0000b", "\\ud800", "\\udc00", "a\\ud83dz", "\\ude00\\ud83d",
                    "\\ud83d\\ud83d")) {
                section.refuses(Refusal.BROKEN_RULE, "{\"s\":\"" + text + "\"}");
                section.refuses(Refusal.BROKEN_RULE, "{\"a\":[\"" + text + "\"]}");
                // half a pair in a name is no name for the parser
                section.refuses(text.contains("u0000") ? Refusal.BROKEN_RULE : Refusal.NO_OBJECT, "{\"k" + text + "\":1}");
            }
        }
    }

    // --- numbers

    @ParameterizedTest
    @EnumSource
    void wholeNumbersEndAtFiftyTwoBits(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            for (String number : List.of(PAST_LARGEST, PAST_SMALLEST, "9223372036854775807", "9223372036854775808",
                    "1" + "0".repeat(40))) {
                section.refuses(Refusal.BROKEN_RULE, "{\"n\":" + number + "}");
                section.refuses(Refusal.BROKEN_RULE, "{\"o\":{\"n\":" + number + "}}");
                section.refuses(Refusal.BROKEN_RULE, "{\"a\":[" + number + "]}");
            }
            section.keeps(
                    "{\"largest\":" + LARGEST + ",\"smallest\":" + SMALLEST + ",\"a\":[" + LARGEST + "," + SMALLEST + "]}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void numbersPastADoubleAreRefused(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            for (String number : List.of("1e400", "-1e400", "1.8e308")) {
                section.refuses(Refusal.BROKEN_RULE, "{\"n\":" + number + "}");
                section.refuses(Refusal.BROKEN_RULE, "{\"a\":[" + number + "]}");
            }
            section.keeps("{\"n\":1.7976931348623157e308,\"m\":-1.7976931348623157e308,\"s\":4.9e-324}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void numbersKeepWhetherTheyWereWhole(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            section.keeps("{\"whole\":5,\"point\":5.0,\"exponent\":1e2,\"part\":0.1,\"small\":1e-7,\"a\":[5,5.0,1e2]}");
            ObjectNode stored = section.stored();
            assertThat(stored.get("whole").isIntegralNumber()).isTrue();
            assertThat(List.of("point", "exponent").stream().map(stored::get)).allMatch(JsonNode::isFloatingPointNumber);
            assertThat(stored.get("a")).hasToString("[5,5.0,100.0]");
        }
    }

    // --- shapes

    @ParameterizedTest
    @EnumSource
    void tenLevelsAreRightAndElevenAreNot(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            section.refuses(Refusal.BROKEN_RULE, Contents.objects(11, "1"));
            section.refuses(Refusal.BROKEN_RULE, Contents.objects(10, "{}"));
            section.refuses(Refusal.BROKEN_RULE, Contents.objects(10, "[]"));
            section.refuses(Refusal.BROKEN_RULE, Contents.objects(9, "[{\"o\":1}]"));
            section.refuses(Refusal.BROKEN_RULE, Contents.arrays(11));
            section.refuses(Refusal.BROKEN_RULE, Contents.objects(100, "1"));
            section.keeps(Contents.objects(10, "1"));
        }
        for (String content : List.of(Contents.objects(9, "{}"), Contents.objects(9, "[1]"), Contents.objects(8, "[{\"o\":1}]"),
                Contents.arrays(10))) {
            try (SectionUnderTest section = open(kind)) {
                section.keeps(content);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void arraysAreWithoutNulls(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            for (String array : List.of("[null]", "[1,null]", "[[null]]", "[{\"b\":null}]", "[{\"b\":{\"c\":null}}]",
                    "[{\"b\":[null]}]")) {
                section.refuses(Refusal.BROKEN_RULE, "{\"a\":" + array + "}");
                section.refuses(Refusal.BROKEN_RULE, "{\"o\":{\"a\":" + array + "}}");
            }
            section.keeps("{\"a\":[[],{},[{}],\"null\",0,false,{\"b\":{\"c\":[1,\"x\",true]}}]}");
        }
    }

    @ParameterizedTest
    @EnumSource(names = { "TAGS", "DESIRED" })
    void replacementIsHeldToTheSameLimits(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            section.accepts(Contents.ofSize(kind.limit()));
            section.refusesPut(Refusal.TOO_LARGE, Contents.ofSize(kind.limit() + 1));
            section.refusesPut(Refusal.BROKEN_RULE, Contents.objects(11, "1"));
            section.refusesPut(Refusal.BROKEN_RULE, Contents.member("a.b", "v"));
            section.refusesPut(Refusal.BROKEN_RULE, "{\"n\":" + PAST_LARGEST + "}");
            section.refusesPut(Refusal.BROKEN_RULE, "{\"a\":[null]}");
            section.acceptsPut(Contents.ofSize(kind.limit(), "é"));
        }
    }

    // --- what is no JSON object

    @Test
    void reportedPatchThatIsNoJsonObjectIsRefused() {
        try (SectionUnderTest section = open(Kind.REPORTED)) {
            for (String body : List.of("", " ", "{", "{\"a\":1", "{\"a\":1}x", "{'a':1}", "{a:1}", "{\"a\":01}", "{\"a\":NaN}",
                    "{\"a\":1,}", "{\"a\":\"\n\"}", "[]", "[1]", "\"x\"", "5", "true", "null")) {
                section.refuses(Refusal.NO_OBJECT, body);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = { "TAGS", "DESIRED" })
    void sectionInABadBodyIsRefused(Kind kind) {
        try (SectionUnderTest section = open(kind)) {
            for (String content : List.of("{", "{\"a\":1", "{'a':1}", "{a:1}", "{\"a\":01}", "{\"a\":NaN}", "{\"a\":1,}",
                    "{\"a\":\"\n\"}")) {
                section.refuses(Refusal.NO_OBJECT, content);
            }
        }
    }

    @Test
    void bodyThatGivesNoObjectsIsRefused() {
        try (SectionUnderTest section = open(Kind.TAGS)) {
            for (String body : List.of("[]", "5", "\"x\"", "{\"tags\":{}}x", "{\"tags\":5}", "{\"tags\":[]}",
                    "{\"tags\":\"x\"}",
                    "{\"properties\":5}", "{\"properties\":{\"desired\":[]}}", "{\"properties\":{\"desired\":5}}",
                    "{\"tags\":{\"a\":1},\"properties\":{\"desired\":{\"a.b\":1}}}",
                    "{\"tags\":{\"a.b\":1},\"properties\":{\"desired\":{\"a\":1}}}")) {
                section.refusesBody(body);
            }
        }
    }
}
