package io.nave.queries;

import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Makes sections of twins from few names and few values, so that queries meet them. */
final class RandomDocuments {

    private static final List<String> NAMES = List.of("a", "b", "A", "0", "it's", "né", "group", "\"q\"");
    private static final List<String> TEXTS = List.of("", "a", "B", "ab", "é", "😀", "￮", "5", "null", "it's \\ \"so\"", "%",
            "2024-05-01T10:00:00Z", "2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00.5000000Z", "2024-05-01", "2024-13-01",
            "2024-02-30", "0001-01-01T00:00:00", "2024-05-01T10:00", "2024-05-01 10:00:00", "x".repeat(200), "x".repeat(201));
    private static final List<String> NUMBERS = List.of("0", "1", "5", "5.0", "-2.5", "0.1", "1e2", "1e300",
            "4503599627370495");
    private static final int MOST_MEMBERS = 4;

    private final Random random;

    RandomDocuments(Random random) {
        this.random = random;
    }

    String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    JsonNode text() {
        return TextNode.valueOf(TEXTS.get(random.nextInt(TEXTS.size())));
    }

    JsonNode number() {
        return DecimalNode.valueOf(new java.math.BigDecimal(NUMBERS.get(random.nextInt(NUMBERS.size()))));
    }

    ObjectNode object(int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = random.nextInt(MOST_MEMBERS); i >= 0; i--) {
            object.set(name(), value(depth - 1));
        }
        return object;
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> number();
            case 3, 4, 5, 6 -> text();
            case 7 -> BooleanNode.valueOf(random.nextBoolean());
            case 8 -> array();
            default -> depth > 0 ? object(depth) : JsonNodeFactory.instance.objectNode();
        };
    }

    private ArrayNode array() {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            array.add(random.nextBoolean() ? number() : text());
        }
        return array;
    }
}
