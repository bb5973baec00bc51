package io.nave.hub.expression;

/** Ends the reading of a condition at its first syntax error; never leaves this package. */
final class ConditionSyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int from;
    private final int to;

    /** {@code detail} is empty or what stands behind {@code Syntax error: }. */
    ConditionSyntaxException(int from, int to, String detail) {
        super(detail.isEmpty() ? "Syntax error." : "Syntax error: " + detail, null, false, false);
        this.from = from;
        this.to = to;
    }

    ConditionSyntaxException(Token token, String detail) {
        this(token.from(), token.to(), detail);
    }

    ConditionError in(String text) {
        return ConditionError.at(text, from, to, String.valueOf(getMessage()));
    }
}
