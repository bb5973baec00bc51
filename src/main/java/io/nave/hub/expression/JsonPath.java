package io.nave.hub.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** A path into a JSON object: keys parted by dots, each perhaps with one index of an array (semantics §1.10). */
final class JsonPath {

    private static final int NO_INDEX = -1;
    private static final int MAX_DIGITS = 9;
    private static final String NOT_IN_KEYS = "()<>@,;:\\\"/[]?={}.";

    private final Step[] steps;

    private JsonPath(Step[] steps) {
        this.steps = steps;
    }

    private record Step(String key, int index) {
    }

    /** Reads what stands behind {@code $body.}; empty when it is no path. */
    static Optional<JsonPath> parse(String text) {
        List<Step> steps = new ArrayList<>();
        int from = 0;
        while (from <= text.length()) {
            int dot = text.indexOf('.', from);
            int to = dot < 0 ? text.length() : dot;
            Optional<Step> step = step(text.substring(from, to));
            if (step.isEmpty()) {
                return Optional.empty();
            }
            steps.add(step.get());
            from = to + 1;
        }
        return Optional.of(new JsonPath(steps.toArray(Step[]::new)));
    }

    private static Optional<Step> step(String text) {
        int bracket = text.indexOf('[');
        String key = bracket < 0 ? text : text.substring(0, bracket);
        if (!isKey(key)) {
            return Optional.empty();
        }
        return bracket < 0 ? Optional.of(new Step(key, NO_INDEX)) : indexed(key, text.substring(bracket));
    }

    private static Optional<Step> indexed(String key, String brackets) {
        int digits = brackets.length() - 2;
        if (digits < 1 || digits > MAX_DIGITS || !brackets.endsWith("]")) {
            return Optional.empty();
        }
        int index = 0;
        for (int i = 1; i <= digits; i++) {
            char digit = brackets.charAt(i);
            if (digit < '0' || digit > '9') {
                return Optional.empty();
            }
            index = index * 10 + digit - '0';
        }
        return Optional.of(new Step(key, index));
    }

    private static boolean isKey(String text) {
        return !text.isEmpty() && text.chars().noneMatch(c -> c <= ' ' || NOT_IN_KEYS.indexOf(c) >= 0);
    }

    /** What is there; a missing node when nothing is. */
    JsonNode in(JsonNode root) {
        JsonNode node = root;
        for (Step step : steps) {
            node = node.path(step.key);
            if (step.index != NO_INDEX) {
                node = node.path(step.index);
            }
        }
        return node;
    }
}
