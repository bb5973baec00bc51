package io.nave.hub.twins;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.limits.HubLimits;

/**
 * What may stand in a twin, and how its size is counted (semantics §4.2). Beyond the documented rules it refuses what cannot be
 * stored as it is: the character U+0000, half of a surrogate pair, numbers that no double comes near.
 */
public final class TwinRules {

    private static final long MIN_INTEGER = -(1L << 52);
    private static final long MAX_INTEGER = (1L << 52) - 1;
    private static final int MAX_DIGITS = 40;
    private static final int MAX_SCALE = 330;
    private static final int MAX_NODES = 10_000;
    private static final int NUMBER_SIZE = 8;
    private static final int BOOLEAN_SIZE = 4;

    private TwinRules() {
    }

    /** Fails with ARGUMENT_INVALID, or TWIN_TOO_LARGE when what the patch sets is more than the section may hold. */
    static void check(TwinSection section, JsonNode patch) {
        if (!patch.isObject()) {
            throw invalid(section, "must be a JSON object");
        }
        require(nodes(patch) <= MAX_NODES, section, "has more than " + MAX_NODES + " names and values in one patch");
        checkMembers(section, patch, 0, false);
        if (size(patch) > section.maxSize()) {
            throw tooLarge(section);
        }
    }

    /** The refusal of a section that would be too large. */
    public static HubException tooLarge(TwinSection section) {
        return new HubException(ErrorCode.TWIN_TOO_LARGE,
                "'" + section.label() + "' size should be less than " + section.maxSize() + " bytes.");
    }

    /** How many values there are, one in another included; not more than twice the most is looked at. */
    private static int nodes(JsonNode value) {
        ArrayDeque<JsonNode> waiting = new ArrayDeque<>();
        waiting.add(value);
        int nodes = 0;
        while (!waiting.isEmpty() && nodes + waiting.size() <= 2 * MAX_NODES) {
            waiting.remove().forEach(waiting::add);
            nodes++;
        }
        return nodes + waiting.size();
    }

    private static void checkMembers(TwinSection section, JsonNode object, int depth, boolean inArray) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            checkName(section, member.getKey());
            checkValue(section, member.getValue(), depth, inArray);
        }
    }

    private static void checkValue(TwinSection section, JsonNode value, int depth, boolean inArray) {
        switch (value.getNodeType()) {
            case OBJECT -> checkMembers(section, value, deeper(section, depth), inArray);
            case ARRAY -> checkElements(section, value, deeper(section, depth));
            case NULL -> require(!inArray, section, "has a null in an array");
            case STRING -> checkString(section, value.textValue());
            case NUMBER -> checkNumber(section, value);
            case BOOLEAN -> {
                // both will do
            }
            case BINARY, MISSING, POJO -> throw new IllegalStateException("No parser makes a " + value.getNodeType());
        }
    }

    private static void checkElements(TwinSection section, JsonNode array, int depth) {
        for (JsonNode element : array) {
            checkValue(section, element, depth, true);
        }
    }

    private static int deeper(TwinSection section, int depth) {
        require(depth < HubLimits.MAX_TWIN_DEPTH, section,
                "is nested deeper than " + HubLimits.MAX_TWIN_DEPTH + " levels");
        return depth + 1;
    }

    private static void checkName(TwinSection section, String name) {
        require(!name.isEmpty() && utf8Length(name) <= HubLimits.MAX_TWIN_NAME, section,
                "has a name that is empty or longer than " + HubLimits.MAX_TWIN_NAME + " bytes");
        require(name.chars().noneMatch(TwinRules::isForbiddenInNames), section,
                "has a name with '.', '$', a space or a control character");
        requirePairs(section, name);
    }

    private static boolean isForbiddenInNames(int c) {
        return c == '.' || c == '$' || c == ' ' || Character.isISOControl(c);
    }

    private static void checkString(TwinSection section, String text) {
        require(utf8Length(text) <= HubLimits.MAX_TWIN_STRING, section,
                "has a string of more than " + HubLimits.MAX_TWIN_STRING + " bytes");
        require(text.indexOf('\0') < 0, section, "has a string with the character U+0000");
        requirePairs(section, text);
    }

    private static void requirePairs(TwinSection section, String text) {
        require(text.chars().noneMatch(c -> Character.isSurrogate((char) c))
                || StandardCharsets.UTF_8.newEncoder().canEncode(text),
                section, "has half of a surrogate pair");
    }

    private static void checkNumber(TwinSection section, JsonNode value) {
        if (value.isIntegralNumber()) {
            require(value.canConvertToLong() && value.longValue() >= MIN_INTEGER && value.longValue() <= MAX_INTEGER, section,
                    "has an integer outside " + MIN_INTEGER + " to " + MAX_INTEGER);
        } else {
            BigDecimal number = value.decimalValue();
            require(Double.isFinite(value.doubleValue()) && Math.abs((long) number.scale()) <= MAX_SCALE
                    && number.stripTrailingZeros().precision() <= MAX_DIGITS, section,
                    "has a number out of the range of a double, or with more than " + MAX_DIGITS + " digits");
        }
    }

    /**
     * The counted bytes: names and strings in UTF-8, 8 for a number, 4 for a truth value; a null is nothing, nor is its name.
     */
    public static int size(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> utf8Length(value.textValue());
            case NUMBER -> NUMBER_SIZE;
            case BOOLEAN -> BOOLEAN_SIZE;
            case OBJECT -> value.properties().stream().filter(member -> !member.getValue().isNull())
                    .mapToInt(member -> utf8Length(member.getKey()) + size(member.getValue())).sum();
            case ARRAY -> value.valueStream().mapToInt(TwinRules::size).sum();
            case NULL, BINARY, MISSING, POJO -> 0;
        };
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void require(boolean met, TwinSection section, String otherwise) {
        if (!met) {
            throw invalid(section, otherwise);
        }
    }

    private static HubException invalid(TwinSection section, String what) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, "'" + section.label() + "' " + what + ".");
    }
}
