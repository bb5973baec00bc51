package io.nave.hub.queries;

/** A word of a query and the offset it begins at. Of strings and quoted names the text is what they stand for. */
record QueryToken(Kind kind, String text, int at) {

    /** What it can be. */
    enum Kind {
        /** A keyword, function, attribute or key. */
        NAME,
        /** In double square brackets: a key and nothing else. */
        QUOTED_NAME,
        STRING,
        NUMBER,
        SYMBOL,
        END
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** Keywords are written in any case. */
    boolean isWord(String word) {
        return kind == Kind.NAME && text.equalsIgnoreCase(word);
    }

    boolean isName() {
        return kind == Kind.NAME || kind == Kind.QUOTED_NAME;
    }
}
