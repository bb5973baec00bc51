package io.nave.hub.expression;

import java.util.List;

/** A condition as the generator makes it, for the naive reading of the rules; has nothing to do with the real parser. */
sealed interface Tree {

    /** Of no value. */
    Object UNDEFINED = Special.UNDEFINED;
    /** Null, of a literal, JSON, or a property without a value. */
    Object NULL = Special.NULL;

    /** What no Java value stands for. */
    enum Special {
        UNDEFINED,
        NULL
    }

    /** {@code value} is a Double, String, Boolean, NULL or UNDEFINED; {@code text} is how it is written. */
    record Literal(Object value, String text) implements Tree {
    }

    record Property(String name) implements Tree {
    }

    /** A system property by its keyword. */
    record Keyword(String name, boolean braced) implements Tree {
    }

    /** {@code root} as it is written; a step is a key or a key and an index. */
    record Path(String root, List<String> steps, boolean braced) implements Tree {

        boolean isBody() {
            return root.equalsIgnoreCase("$body");
        }

        String text() {
            return root + "." + String.join(".", steps);
        }
    }

    record Call(String function, List<Tree> arguments) implements Tree {
    }

    record Unary(String operator, Tree operand) implements Tree {
    }

    record Binary(String operator, Tree left, Tree right) implements Tree {
    }
}
