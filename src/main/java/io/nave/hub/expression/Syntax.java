package io.nave.hub.expression;

import java.util.List;

/** A condition as it is written, before anybody asks whether its parts fit. */
sealed interface Syntax {

    record Numeric(double value) implements Syntax {
    }

    record Text(String value) implements Syntax {
    }

    /** {@code true} or {@code false}. */
    record Truth(boolean value) implements Syntax {
    }

    record Null() implements Syntax {
    }

    record Undefined() implements Syntax {
    }

    /** An application property. */
    record Property(String name) implements Syntax {
    }

    /** What begins with a dollar sign; in braces no application property of that name is meant. */
    record Reference(Token path, boolean braced) implements Syntax {
    }

    record Call(Token function, List<Syntax> arguments) implements Syntax {

        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    record Unary(Token operator, Syntax operand) implements Syntax {
    }

    record Binary(Token operator, Syntax left, Syntax right) implements Syntax {
    }
}
