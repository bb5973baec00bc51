package io.nave.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The options as they were typed; what was asked for is crossed off. */
record Words(Map<String, String> left) {

    static Words of(List<String> words) {
        Map<String, String> left = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean apart = !word.contains("=") && i + 1 < words.size() && !words.get(i + 1).startsWith("--");
            int equals = word.indexOf('=');
            left.put(equals < 0 ? word : word.substring(0, equals),
                    apart ? words.get(++i) : equals < 0 ? "" : word.substring(equals + 1));
        }
        return new Words(left);
    }

    String text(String option, String otherwise) {
        String value = left.remove(option);
        return value == null ? otherwise : value;
    }

    boolean flag(String option) {
        return left.remove(option) != null;
    }

    String choice(String option, String otherwise, String... allowed) {
        String value = text(option, otherwise);
        if (!Arrays.asList(allowed).contains(value)) {
            throw new BenchFailure(option + " is one of " + String.join(", ", allowed) + ", and \"" + value + "\" is not.");
        }
        return value;
    }

    int number(String option, String otherwise) {
        return positive(option, text(option, otherwise));
    }

    int numberOr(String option, String word, int meaning) {
        String value = text(option, word);
        return value.equals(word) ? meaning : positive(option, value);
    }

    List<Integer> numbers(String option, String otherwise) {
        return Arrays.stream(text(option, otherwise).split(",")).map(number -> positive(option, number)).toList();
    }

    /** Numbers, of which some may be given as a word. */
    List<Integer> numbersOr(String option, String otherwise, String word, int meaning) {
        return Arrays.stream(text(option, otherwise).split(","))
                .map(number -> number.equals(word) ? meaning : positive(option, number)).toList();
    }

    private static int positive(String option, String text) {
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw new BenchFailure(option + " takes a whole number above 0, and \"" + text + "\" is none.");
        }
        return Integer.parseInt(text);
    }

    void refuseUnknown(String help) {
        if (!left.isEmpty()) {
            throw new BenchFailure("There is no option " + left.keySet().iterator().next() + ".\n\n" + help);
        }
    }
}
