package io.nave.hub.expression;

/** A word of a condition, from one offset up to another. */
record Token(Kind kind, String text, int from, int to) {

    /** What it can be. */
    enum Kind {
        NUMBER,
        /** With its quotes. */
        STRING,
        /** A property, function or literal word. */
        NAME,
        /** A dollar sign and what belongs to it. */
        PATH,
        /** An operator or parenthesis; AND, OR and NOT in capitals. */
        SYMBOL,
        END
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }
}
