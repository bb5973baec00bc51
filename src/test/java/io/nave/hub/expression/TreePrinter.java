package io.nave.hub.expression;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Writes conditions with as few parentheses as precedence allows, some that it does not need, and random space and case. */
final class TreePrinter {

    private static final List<String> LOOSE_TO_TIGHT = List.of("??", "OR", "AND", "= != <>", "< <= > >=", "+ - ||", "* / %");
    private static final List<String> SPACES = List.of(" ", " ", " ", "  ", "\t", "\n", " /* a = 'b' */ ");

    private final Random random;

    TreePrinter(Random random) {
        this.random = random;
    }

    String print(Tree tree) {
        String text = switch (tree) {
            case Tree.Literal literal -> literal.text();
            case Tree.Property property -> property.name();
            case Tree.Keyword keyword -> braced("$" + keyword.name(), keyword.braced());
            case Tree.Path path -> braced(path.text(), path.braced());
            case Tree.Call call -> call.function() + "("
                    + call.arguments().stream().map(this::print).collect(Collectors.joining("," + space())) + ")";
            case Tree.Unary unary ->
                cased(unary.operator()) + space() + inside(unary.operand(), unary.operand() instanceof Tree.Binary);
            case Tree.Binary binary -> binary(binary);
        };
        return random.nextInt(15) == 0 ? "(" + text + ")" : text;
    }

    private String binary(Tree.Binary binary) {
        int level = level(binary);
        String left = inside(binary.left(), binary.left() instanceof Tree.Binary inner && level(inner) < level);
        String right = inside(binary.right(), binary.right() instanceof Tree.Binary inner && level(inner) <= level);
        return left + space() + cased(binary.operator()) + space() + right;
    }

    private String inside(Tree tree, boolean parenthesised) {
        return parenthesised ? "(" + print(tree) + ")" : print(tree);
    }

    private static int level(Tree.Binary binary) {
        for (int level = 0; level < LOOSE_TO_TIGHT.size(); level++) {
            if (List.of(LOOSE_TO_TIGHT.get(level).split(" ")).contains(binary.operator())) {
                return level;
            }
        }
        throw new AssertionError(binary.operator());
    }

    private static String braced(String path, boolean braced) {
        return braced ? "{ " + path + " }" : path;
    }

    private String cased(String operator) {
        return random.nextBoolean() ? operator.toLowerCase(java.util.Locale.ROOT) : operator;
    }

    private String space() {
        return ModelMessage.pick(random, SPACES);
    }
}
