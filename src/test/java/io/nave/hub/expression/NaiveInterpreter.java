package io.nave.hub.expression;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.nave.hub.expression.NaiveTypes.Type;

/**
 * What a condition that compiles says of a message, read from the rules in the plainest way (semantics §1.10): values are
 * Doubles, Strings, Booleans, NULL, UNDEFINED, and Maps or Lists of documents.
 */
record NaiveInterpreter(ModelMessage message) {

    Outcome says(Tree condition) {
        Object value = value(condition);
        return switch (NaiveTypes.of(condition)) {
            case NULL -> Outcome.NULL;
            case TRUTH, ANY -> value instanceof Boolean truth ? truth ? Outcome.TRUE : Outcome.FALSE : Outcome.UNDEFINED;
            case NUMBER, TEXT, UNDEFINED, FAULT -> Outcome.UNDEFINED;
        };
    }

    private Object value(Tree tree) {
        return switch (tree) {
            case Tree.Literal literal -> defined(literal.value());
            case Tree.Property property -> property(property.name());
            case Tree.Keyword keyword -> keyword(keyword);
            case Tree.Path path -> path(path);
            case Tree.Call call -> NaiveFunctions.value(call.function().toLowerCase(Locale.ROOT),
                    NaiveTypes.of(call.arguments().getFirst()), call.arguments().stream().map(this::value).toList());
            case Tree.Unary unary -> unary(unary);
            case Tree.Binary binary -> binary(binary);
        };
    }

    /** NaN is undefined. */
    static Object defined(Object value) {
        return value instanceof Double number && number.isNaN() ? Tree.UNDEFINED : value;
    }

    private Object property(String name) {
        return message.properties().entrySet().stream().filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue).findFirst().orElse(Tree.UNDEFINED);
    }

    private Object keyword(Tree.Keyword keyword) {
        for (Map.Entry<String, String> known : message.keywords().entrySet()) {
            if (known.getKey().equalsIgnoreCase(keyword.name())) {
                return known.getValue();
            }
        }
        return keyword.braced() ? Tree.UNDEFINED : property("$" + keyword.name());
    }

    private Object path(Tree.Path path) {
        Object named = path.isBody() && !path.braced() ? property(path.text()) : Tree.UNDEFINED;
        if (named != Tree.UNDEFINED) {
            return named;
        }
        Object value = path.isBody() ? message.body() : message.twin();
        for (String step : path.steps()) {
            String[] parts = step.split("\\[|]");
            value = value instanceof Map<?, ?> object && object.containsKey(parts[0]) ? object.get(parts[0]) : Tree.UNDEFINED;
            if (parts.length > 1) {
                int index = Integer.parseInt(parts[1]);
                value = value instanceof List<?> array && index < array.size() ? array.get(index) : Tree.UNDEFINED;
            }
        }
        return value;
    }

    private Object unary(Tree.Unary unary) {
        Object value = value(unary.operand());
        if (unary.operator().equals("-")) {
            return value instanceof Double number ? (Object) (-number) : Tree.UNDEFINED;
        }
        if (NaiveTypes.of(unary.operand()) == Type.NULL) {
            return true;
        }
        return value instanceof Boolean truth ? (Object) !truth : Tree.UNDEFINED;
    }

    private Object binary(Tree.Binary binary) {
        Object left = value(binary.left());
        Object right = value(binary.right());
        return switch (binary.operator()) {
            case "AND" -> and(binary, left, right);
            case "OR" -> or(binary, left, right);
            case "??" -> isDefined(left) ? left : right;
            case "||" -> NaiveFunctions.value("concat", Type.TEXT, List.of(left, right));
            case "+", "-", "*", "/", "%" -> arithmetic(binary.operator(), left, right);
            default -> comparison(binary, left, right);
        };
    }

    private static Object and(Tree.Binary binary, Object left, Object right) {
        if (NaiveTypes.of(binary) == Type.NULL) {
            return Tree.NULL;
        }
        if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
            return false;
        }
        return Boolean.TRUE.equals(left) && Boolean.TRUE.equals(right) ? true : Tree.UNDEFINED;
    }

    private static Object or(Tree.Binary binary, Object left, Object right) {
        if (NaiveTypes.of(binary) == Type.NULL) {
            return Tree.NULL;
        }
        if (NaiveTypes.of(binary.left()) == Type.NULL) {
            return right instanceof Boolean ? right : Tree.UNDEFINED;
        }
        if (NaiveTypes.of(binary.right()) == Type.NULL) {
            return left instanceof Boolean ? left : Tree.UNDEFINED;
        }
        if (Boolean.TRUE.equals(left) || Boolean.TRUE.equals(right)) {
            return true;
        }
        return Boolean.FALSE.equals(left) && Boolean.FALSE.equals(right) ? false : Tree.UNDEFINED;
    }

    private static Object arithmetic(String operator, Object left, Object right) {
        if (!(left instanceof Double a && right instanceof Double b)) {
            return Tree.UNDEFINED;
        }
        return defined(switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            default -> a % b;
        });
    }

    private static Object comparison(Tree.Binary binary, Object left, Object right) {
        boolean untyped = NaiveTypes.of(binary.left()) == Type.ANY || NaiveTypes.of(binary.right()) == Type.ANY;
        if (!isDefined(left) || !isDefined(right) || !untyped && left == Tree.NULL != (right == Tree.NULL)) {
            return Tree.UNDEFINED;
        }
        int order = order(left, right);
        return switch (binary.operator()) {
            case "=" -> order == 0;
            case "!=", "<>" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private static int order(Object left, Object right) {
        if (rank(left) != rank(right)) {
            return rank(left) - rank(right);
        }
        return switch (left) {
            case Boolean truth -> truth.compareTo((Boolean) right);
            case Double number -> number.doubleValue() == (Double) right ? 0 : number.compareTo((Double) right);
            case String text -> text.compareTo((String) right);
            default -> 0;
        };
    }

    private static int rank(Object value) {
        return switch (value) {
            case Boolean truth -> 1;
            case Double number -> 2;
            case String text -> 3;
            default -> 4;
        };
    }

    static boolean isDefined(Object value) {
        return value != Tree.UNDEFINED && !(value instanceof Map) && !(value instanceof List);
    }
}
