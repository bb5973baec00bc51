package io.nave.hub.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.nave.hub.expression.NaiveTypes.Type;

/** Makes random conditions, most of which compile; the same ones for the same random numbers. */
final class TreeGenerator {

    private static final List<String> NAMES = List.of("key1", "KEY1", "num", "neg", "a-b", "nul", "blank", "none");
    private static final List<Tree> NUMBERS = List.of(number(0, "0"), number(1, "1"), number(3, "3"), number(-1.5, "-1.5"),
            number(16, "0x10"), number(0.5, ".5"), number(1000, "1e3"), number(Double.POSITIVE_INFINITY, "10e1000"),
            number(2, "2"));
    private static final List<Tree> TEXTS = List.of(text("value1", "'value1'"), text("3", "\"3\""), text("", "''"),
            text("abc", "'abc'"), text("a'b", "'a\\'b'"), text("b", "'\\u0062'"), text("1,000", "'1,000'"), text("a", "\"a\""));
    private static final List<Tree> OTHERS = List.of(new Tree.Literal(true, "true"), new Tree.Literal(false, "false"),
            new Tree.Literal(Tree.UNDEFINED, "undefined"), new Tree.Literal(Tree.NULL, "null"));
    private static final List<List<String>> PATHS = List.of(List.of("n"), List.of("s"), List.of("t"), List.of("v"),
            List.of("o"),
            List.of("l"), List.of("o", "n"), List.of("o", "v"), List.of("l[0]"), List.of("l[1]", "t"), List.of("l[2]"),
            List.of("N"), List.of("missing", "x"), List.of("n", "x"));
    private static final List<String> COMPARISONS = List.of("=", "!=", "<>", "<", "<=", ">", ">=");

    private final Random random;

    TreeGenerator(Random random) {
        this.random = random;
    }

    private static Tree number(double value, String text) {
        return new Tree.Literal(value, text);
    }

    private static Tree text(String value, String text) {
        return new Tree.Literal(value, text);
    }

    Tree condition() {
        return random.nextInt(20) == 0 ? tree(pick(List.of(Type.values())), 4) : tree(Type.TRUTH, 1 + random.nextInt(5));
    }

    private Tree tree(Type wanted, int depth) {
        int below = Math.max(0, depth);
        Type type = random.nextInt(50) == 0 ? pick(List.of(Type.values())) : wanted;
        if (below > 0 && random.nextInt(12) == 0) {
            return binary("??", type, random.nextInt(3) == 0 ? Type.ANY : type, below);
        }
        return switch (type) {
            case NUMBER -> below == 0 ? pick(NUMBERS) : number(below - 1);
            case TEXT -> below == 0 ? plainText() : text(below - 1);
            case TRUTH -> below == 0 ? pick(OTHERS.subList(0, 2)) : truth(below - 1);
            case NULL -> OTHERS.get(3);
            case UNDEFINED, FAULT -> OTHERS.get(2);
            case ANY -> path();
        };
    }

    private Tree number(int depth) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> binary(pick(List.of("+", "-", "*", "/", "%")), numeric(), numeric(), depth);
            case 2 -> new Tree.Unary("-", tree(numeric(), depth));
            case 3 -> call(pick(List.of("abs", "exp", "square", "CEILING", "floor", "Sign", "sqrt")), depth, numeric());
            case 4 -> call("power", depth, numeric(), numeric());
            case 5, 6 -> call("as_number", depth, pick(List.of(Type.TEXT, Type.ANY, Type.NUMBER)));
            case 7 -> call("length", depth, textual());
            case 8 -> call("index_of", depth, textual(), textual());
            default -> pick(NUMBERS);
        };
    }

    private Tree text(int depth) {
        return switch (random.nextInt(8)) {
            case 0 -> binary("||", textual(), textual(), depth);
            case 1 -> call("concat", depth, textual(), textual(), Type.TEXT);
            case 2 -> call(pick(List.of("lower", "UPPER")), depth, textual());
            case 3 -> call("substring", depth, textual(), numeric());
            case 4 -> call("substring", depth, textual(), Type.NUMBER, Type.NUMBER);
            default -> plainText();
        };
    }

    private Tree plainText() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> pick(TEXTS);
            case 2 -> new Tree.Keyword(pick(List.of("messageId", "MESSAGEID", "contentType", "own", "nothing")),
                    random.nextBoolean());
            default -> new Tree.Property(pick(NAMES));
        };
    }

    private Tree truth(int depth) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> comparison(depth);
            case 3, 4, 5 -> binary(pick(List.of("AND", "OR")), logical(), logical(), depth);
            case 6 -> new Tree.Unary("NOT", tree(logical(), depth));
            case 7, 8 ->
                call(pick(List.of("is_bool", "is_number", "is_string", "is_null", "is_defined", "is_array", "is_object",
                        "IS_PRIMITIVE")), depth, pick(List.of(Type.values())));
            case 9 -> call(pick(List.of("starts_with", "StartsWith", "ends_with", "endswith", "contains")), depth, textual(),
                    textual());
            case 10 -> path();
            default -> pick(OTHERS.subList(0, 2));
        };
    }

    private Tree comparison(int depth) {
        Type type = pick(
                List.of(Type.NUMBER, Type.NUMBER, Type.TEXT, Type.TEXT, Type.TRUTH, Type.NULL, Type.UNDEFINED, Type.ANY));
        Type other = random.nextInt(3) == 0 ? Type.ANY : type;
        return random.nextBoolean() ? binary(pick(COMPARISONS), type, other, depth)
                : binary(pick(COMPARISONS), other, type, depth);
    }

    private Type numeric() {
        return random.nextInt(4) == 0 ? Type.ANY : Type.NUMBER;
    }

    private Type textual() {
        return random.nextInt(4) == 0 ? Type.ANY : Type.TEXT;
    }

    private Type logical() {
        return switch (random.nextInt(12)) {
            case 0 -> Type.NULL;
            case 1 -> Type.UNDEFINED;
            case 2 -> Type.ANY;
            default -> Type.TRUTH;
        };
    }

    private Tree binary(String operator, Type left, Type right, int depth) {
        return new Tree.Binary(operator, tree(left, depth - 1), tree(right, depth - 1));
    }

    private Tree call(String function, int depth, Type... types) {
        List<Tree> arguments = new ArrayList<>();
        for (Type type : types) {
            arguments.add(tree(type, depth));
        }
        return new Tree.Call(function, arguments);
    }

    private Tree path() {
        List<String> steps = new ArrayList<>(pick(PATHS));
        if (random.nextInt(3) > 0) {
            return new Tree.Path(pick(List.of("$body", "$BODY")), steps, random.nextInt(4) == 0);
        }
        steps.addAll(0, random.nextBoolean() ? List.of("tags") : List.of("properties", "desired"));
        return new Tree.Path("$twin", steps, random.nextInt(4) == 0);
    }

    private <T> T pick(List<T> choices) {
        return ModelMessage.pick(random, choices);
    }
}
