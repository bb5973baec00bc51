package io.nave.hub.expression;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which type a condition has and whether it compiles, read from the rules in the plainest way (semantics §1.10). */
final class NaiveTypes {

    /** The static types; FAULT is that of what does not compile. */
    enum Type {
        NUMBER,
        TEXT,
        TRUTH,
        NULL,
        UNDEFINED,
        ANY,
        FAULT
    }

    private static final Set<String> ARITHMETIC = Set.of("+", "-", "*", "/", "%");
    private static final Set<String> LOGIC = Set.of("AND", "OR");

    private NaiveTypes() {
    }

    static Type of(Tree tree) {
        return switch (tree) {
            case Tree.Literal literal -> of(literal.value());
            case Tree.Property property -> Type.TEXT;
            case Tree.Keyword keyword -> Type.TEXT;
            case Tree.Path path -> Type.ANY;
            case Tree.Call call -> of(call);
            case Tree.Unary unary -> of(unary);
            case Tree.Binary binary -> of(binary);
        };
    }

    private static Type of(Object literal) {
        return switch (literal) {
            case Double number -> Type.NUMBER;
            case String text -> Type.TEXT;
            case Boolean truth -> Type.TRUTH;
            default -> literal == Tree.NULL ? Type.NULL : Type.UNDEFINED;
        };
    }

    private static Type of(Tree.Unary unary) {
        Type type = of(unary.operand());
        if (unary.operator().equals("-")) {
            return isOneOf(type, Type.NUMBER) ? Type.NUMBER : Type.FAULT;
        }
        return isLogical(type) ? Type.TRUTH : Type.FAULT;
    }

    private static Type of(Tree.Binary binary) {
        Type left = of(binary.left());
        Type right = of(binary.right());
        if (left == Type.FAULT || right == Type.FAULT) {
            return Type.FAULT;
        }
        String operator = binary.operator();
        if (ARITHMETIC.contains(operator)) {
            return isOneOf(left, Type.NUMBER) && isOneOf(right, Type.NUMBER) ? Type.NUMBER : Type.FAULT;
        }
        if (operator.equals("||")) {
            return isOneOf(left, Type.TEXT) && isOneOf(right, Type.TEXT) ? Type.TEXT : Type.FAULT;
        }
        if (LOGIC.contains(operator)) {
            return logic(operator, left, right);
        }
        boolean fits = left == right || left == Type.ANY || right == Type.ANY;
        if (operator.equals("??")) {
            return fits ? left == right ? left : Type.ANY : Type.FAULT;
        }
        return fits ? Type.TRUTH : Type.FAULT;
    }

    private static Type logic(String operator, Type left, Type right) {
        if (!isLogical(left) || !isLogical(right)) {
            return Type.FAULT;
        }
        boolean isNull = operator.equals("AND") ? left == Type.NULL || right == Type.NULL
                : left == Type.NULL && right == Type.NULL;
        return isNull ? Type.NULL : Type.TRUTH;
    }

    private static Type of(Tree.Call call) {
        List<Type> types = call.arguments().stream().map(NaiveTypes::of).toList();
        int count = types.size();
        return types.contains(Type.FAULT) ? Type.FAULT : switch (call.function().toLowerCase(Locale.ROOT)) {
            case "abs", "exp", "square", "ceiling", "floor", "sign", "sqrt" ->
                when(count == 1 && all(types, Type.NUMBER), Type.NUMBER);
            case "power" -> when(count == 2 && all(types, Type.NUMBER), Type.NUMBER);
            case "as_number" -> when(count == 1 && (all(types, Type.NUMBER) || all(types, Type.TEXT)), Type.NUMBER);
            case "is_bool", "is_number", "is_string", "is_null", "is_defined", "is_array", "is_object", "is_primitive" ->
                when(count == 1, Type.TRUTH);
            case "concat" -> when(count >= 2 && all(types, Type.TEXT), Type.TEXT);
            case "length" -> when(count == 1 && all(types, Type.TEXT), Type.NUMBER);
            case "lower", "upper" -> when(count == 1 && all(types, Type.TEXT), Type.TEXT);
            case "substring" -> when((count == 2 || count == 3) && isOneOf(types.getFirst(), Type.TEXT)
                    && all(types.subList(1, count), Type.NUMBER), Type.TEXT);
            case "index_of" -> when(count == 2 && all(types, Type.TEXT), Type.NUMBER);
            case "starts_with", "startswith", "ends_with", "endswith", "contains" ->
                when(count == 2 && all(types, Type.TEXT), Type.TRUTH);
            default -> Type.FAULT;
        };
    }

    private static Type when(boolean fits, Type type) {
        return fits ? type : Type.FAULT;
    }

    private static boolean all(List<Type> types, Type wanted) {
        return types.stream().allMatch(type -> isOneOf(type, wanted));
    }

    private static boolean isOneOf(Type type, Type wanted) {
        return type == wanted || type == Type.ANY;
    }

    private static boolean isLogical(Type type) {
        return type == Type.TRUTH || type == Type.NULL || type == Type.UNDEFINED || type == Type.ANY;
    }
}
