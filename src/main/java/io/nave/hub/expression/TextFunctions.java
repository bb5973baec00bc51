package io.nave.hub.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.nave.hub.expression.Functions.Function;
import io.nave.hub.expression.Operand.NumberValue;
import io.nave.hub.expression.Operand.TextValue;

/** Functions of texts: they go by characters, with case, without a culture; of undefined or null they are undefined. */
final class TextFunctions {

    private TextFunctions() {
    }

    static void addTo(Map<String, Function> functions) {
        functions.put("concat", TextFunctions::concat);
        functions.put("substring", TextFunctions::substring);
        functions.put("length", new OfOneText.Measure(String::length));
        functions.put("lower", new OfOneText.Change(text -> text.toLowerCase(Locale.ROOT)));
        functions.put("upper", new OfOneText.Change(text -> text.toUpperCase(Locale.ROOT)));
        functions.put("index_of", new OfTwoTexts.Search(String::indexOf));
        functions.put("contains", new OfTwoTexts.Test(String::contains));
        functions.put("starts_with", new OfTwoTexts.Test(String::startsWith));
        functions.put("startswith", new OfTwoTexts.Test(String::startsWith));
        functions.put("ends_with", new OfTwoTexts.Test(String::endsWith));
        functions.put("endswith", new OfTwoTexts.Test(String::endsWith));
    }

    /** A null text counts as an empty one. */
    static Optional<Operand> concat(List<Operand> arguments) {
        List<TextValue> parts = texts(arguments);
        if (parts.size() < 2 || parts.size() < arguments.size()) {
            return Optional.empty();
        }
        return Optional.of(new Operand.Text(message -> joined(parts, message), Functions.needs(arguments)));
    }

    private static @Nullable String joined(List<TextValue> parts, Evaluation message) {
        StringBuilder joined = new StringBuilder();
        for (TextValue part : parts) {
            String text = part.of(message);
            if (text == null) {
                return null;
            }
            joined.append(text);
        }
        return joined.toString();
    }

    private static Optional<Operand> substring(List<Operand> arguments) {
        if (arguments.size() != 2 && arguments.size() != 3) {
            return Optional.empty();
        }
        Optional<TextValue> text = arguments.getFirst().asText();
        Optional<NumberValue> start = arguments.get(1).asNumber();
        Optional<NumberValue> last = arguments.getLast().asNumber();
        if (text.isEmpty() || start.isEmpty() || last.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Operand.Text(arguments.size() == 2 ? rest(text.get(), start.get())
                : part(text.get(), start.get(), last.get()), Functions.needs(arguments)));
    }

    /** From 0 to the length, where it is empty; what is behind the point does not count. */
    private static TextValue rest(TextValue value, NumberValue start) {
        return message -> {
            String text = Json.given(value.of(message));
            double from = whole(start.of(message));
            return text != null && from >= 0 && from <= text.length() ? text.substring((int) from) : null;
        };
    }

    /** Begins at a character that is there and ends at the latest with the last. */
    private static TextValue part(TextValue value, NumberValue start, NumberValue length) {
        return message -> {
            String text = Json.given(value.of(message));
            double from = whole(start.of(message));
            double count = whole(length.of(message));
            return text != null && isPart(text, from, count) ? text.substring((int) from, (int) (from + count)) : null;
        };
    }

    private static boolean isPart(String text, double from, double count) {
        return from >= 0 && from < text.length() && count >= 0 && from + count <= text.length();
    }

    private static double whole(double number) {
        return number < 0 ? Math.ceil(number) : Math.floor(number);
    }

    /** Those that are or may be texts. */
    private static List<TextValue> texts(List<Operand> arguments) {
        List<TextValue> texts = new ArrayList<>();
        for (Operand argument : arguments) {
            argument.asText().ifPresent(texts::add);
        }
        return texts;
    }
}
