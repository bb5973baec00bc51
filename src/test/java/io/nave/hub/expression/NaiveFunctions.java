package io.nave.hub.expression;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.nave.hub.expression.NaiveTypes.Type;

/** The functions, read from their table in the plainest way (semantics §1.10). */
final class NaiveFunctions {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d[\\d,]*\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private NaiveFunctions() {
    }

    /** {@code first} is the static type of the first argument. */
    static Object value(String function, Type first, List<Object> arguments) {
        Object argument = arguments.getFirst();
        return switch (function) {
            case "is_bool" -> first == Type.ANY && !NaiveInterpreter.isDefined(argument) ? Tree.UNDEFINED
                    : (Object) (argument instanceof Boolean);
            case "is_number" -> argument instanceof Double number && !number.isInfinite();
            case "is_string" -> argument instanceof String;
            case "is_null" -> argument == Tree.NULL;
            case "is_defined", "is_primitive" -> NaiveInterpreter.isDefined(argument);
            case "is_array" -> argument instanceof List;
            case "is_object" -> argument instanceof Map;
            case "as_number" -> argument instanceof String text ? number(text)
                    : argument instanceof Double ? argument : Tree.UNDEFINED;
            case "concat" -> concat(arguments);
            case "length", "lower", "upper" -> argument instanceof String text ? ofText(function, text) : Tree.UNDEFINED;
            case "substring" -> substring(arguments);
            case "index_of", "starts_with", "startswith", "ends_with", "endswith", "contains" -> argument instanceof String text
                    && arguments.get(1) instanceof String fragment ? search(function, text, fragment) : Tree.UNDEFINED;
            default -> ofNumbers(function, arguments);
        };
    }

    private static Object number(String text) {
        String trimmed = text.strip();
        return NUMBER.matcher(trimmed).matches() ? (Object) new BigDecimal(trimmed.replace(",", "")).doubleValue()
                : Tree.UNDEFINED;
    }

    private static Object concat(List<Object> arguments) {
        StringBuilder all = new StringBuilder();
        for (Object argument : arguments) {
            if (argument != Tree.NULL && !(argument instanceof String)) {
                return Tree.UNDEFINED;
            }
            all.append(argument == Tree.NULL ? "" : argument);
        }
        return all.toString();
    }

    private static Object ofText(String function, String text) {
        return switch (function) {
            case "length" -> (double) text.length();
            case "lower" -> text.toLowerCase(Locale.ROOT);
            default -> text.toUpperCase(Locale.ROOT);
        };
    }

    private static Object substring(List<Object> arguments) {
        if (!(arguments.getFirst() instanceof String text && arguments.get(1) instanceof Double start
                && arguments.getLast() instanceof Double count)) {
            return Tree.UNDEFINED;
        }
        double from = start < 0 ? Math.ceil(start) : Math.floor(start);
        if (arguments.size() == 2) {
            return from < 0 || from > text.length() ? Tree.UNDEFINED : text.substring((int) from);
        }
        double length = count < 0 ? Math.ceil(count) : Math.floor(count);
        boolean inside = from >= 0 && from < text.length() && length >= 0 && from + length <= text.length();
        return inside ? text.substring((int) from, (int) (from + length)) : Tree.UNDEFINED;
    }

    private static Object search(String function, String text, String fragment) {
        return switch (function) {
            case "index_of" -> (double) text.indexOf(fragment);
            case "contains" -> text.contains(fragment);
            case "starts_with", "startswith" -> text.startsWith(fragment);
            default -> text.endsWith(fragment);
        };
    }

    private static Object ofNumbers(String function, List<Object> arguments) {
        if (!(arguments.getFirst() instanceof Double x && arguments.getLast() instanceof Double y)) {
            return Tree.UNDEFINED;
        }
        return NaiveInterpreter.defined(switch (function) {
            case "abs" -> x < 0 ? -x : x + 0.0;
            case "exp" -> Math.exp(x);
            case "square" -> x * x;
            case "ceiling" -> Math.ceil(x);
            case "floor" -> Math.floor(x);
            case "sign" -> x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0;
            case "sqrt" -> Math.sqrt(x);
            default -> Math.pow(x, y);
        });
    }
}
