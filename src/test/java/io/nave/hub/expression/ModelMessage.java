package io.nave.hub.expression;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A random message for the naive reading of the rules, and the real one that is like it. Documents are Maps, Lists, and values
 * as Tree has them; a body that cannot be read is UNDEFINED.
 */
record ModelMessage(Map<String, Object> properties, Map<String, String> keywords, Object body, Object twin) {

    private static final List<String> NAMES = List.of("key1", "Num", "neg", "a-b", "nul", "blank", "$body.n", "$own");
    private static final List<Object> TEXTS = List.of("value1", "3", "-1.5", " 7 ", "1,000", "x", "", "VALUE1", "true", "1e400",
            "abc", "+3", ".", "-.5", "5.", "1.2.3", "123456789012345678", "0.1", "-", Tree.NULL);
    private static final List<Object> VALUES = List.of(0.0, 1.0, 3.0, -1.5, 16.0, "3", "abc", "value1", "", true, false,
            Tree.NULL,
            Double.POSITIVE_INFINITY);

    static ModelMessage random(Random random) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String name : NAMES) {
            if (random.nextInt(3) > 0 && (!name.startsWith("$") || random.nextInt(4) == 0)) {
                properties.put(name, pick(random, TEXTS));
            }
        }
        Map<String, String> keywords = new LinkedHashMap<>();
        if (random.nextBoolean()) {
            keywords.put("messageId", random.nextBoolean() ? "abc" : "3");
        }
        boolean readable = random.nextInt(8) > 0;
        if (readable) {
            keywords.put("contentType", "application/json");
            keywords.put("contentEncoding", "utf-8");
        }
        return new ModelMessage(properties, keywords, readable ? document(random, 2) : Tree.UNDEFINED, random.nextInt(8) > 0
                ? Map.of("tags", document(random, 1), "properties", Map.of("desired", document(random, 1)))
                : Tree.UNDEFINED);
    }

    private static Map<String, Object> document(Random random, int depth) {
        Map<String, Object> document = new LinkedHashMap<>();
        for (String key : List.of("n", "s", "t", "v")) {
            if (random.nextInt(4) > 0) {
                document.put(key, pick(random, VALUES));
            }
        }
        if (depth > 0) {
            document.put("o", document(random, depth - 1));
            document.put("l", List.of(pick(random, VALUES), document(random, depth - 1)));
        }
        return document;
    }

    static <T> T pick(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** The real message. */
    Evaluation evaluation() {
        Messages message = Messages.empty();
        properties.forEach((name, value) -> message.property(name,
                value == Tree.NULL ? DeviceMessage.NO_VALUE : (String) value));
        if (keywords.containsKey("messageId")) {
            message.system(SystemProperty.MESSAGE_ID, keywords.get("messageId"));
        }
        if (body != Tree.UNDEFINED) {
            message.system(SystemProperty.CONTENT_TYPE, "application/json").system(SystemProperty.CONTENT_ENCODING, "utf-8");
        }
        message.body(body == Tree.UNDEFINED ? new byte[] { '{' } : json(body).getBytes(UTF_8));
        return twin == Tree.UNDEFINED ? message.evaluation() : message.twin(json(twin)).evaluation();
    }

    private static String json(Object value) {
        return switch (value) {
            case Map<?, ?> object ->
                object.entrySet().stream().map(entry -> "\"" + entry.getKey() + "\":" + json(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case List<?> array -> array.stream().map(ModelMessage::json).collect(Collectors.joining(",", "[", "]"));
            case String text -> "\"" + text + "\"";
            case Double number when number.isInfinite() -> "1e999";
            case Double number when number == Math.rint(number) && number < 10 -> Long.toString(number.longValue());
            case Tree.Special special -> "null";
            default -> value.toString();
        };
    }
}
