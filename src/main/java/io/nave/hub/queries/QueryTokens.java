package io.nave.hub.queries;

import java.util.List;
import java.util.Set;

import io.nave.hub.error.HubException;

/** Walks along the words of a query; where another word is needed it fails with ARGUMENT_INVALID and the place. */
final class QueryTokens {

    private static final int LONGEST_QUOTE = 40;

    private final String text;
    private final List<QueryToken> tokens;
    private int at;

    QueryTokens(String text) {
        this.text = text;
        this.tokens = new QueryLexer(text).tokens();
    }

    QueryToken peek() {
        return tokens.get(at);
    }

    /** The one behind the next. */
    QueryToken second() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    QueryToken next() {
        QueryToken token = peek();
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    /** Takes the word when it is there. */
    boolean take(String word) {
        return taken(peek().isWord(word));
    }

    boolean takeSymbol(String symbol) {
        return taken(peek().isSymbol(symbol));
    }

    private boolean taken(boolean here) {
        if (here) {
            next();
        }
        return here;
    }

    void need(String word) {
        if (!take(word)) {
            throw unexpected(word);
        }
    }

    void needSymbol(String symbol) {
        if (!takeSymbol(symbol)) {
            throw unexpected("'" + symbol + "'");
        }
    }

    void needEnd() {
        if (peek().kind() != QueryToken.Kind.END) {
            throw unexpected("the end");
        }
    }

    boolean isAtOneOf(Set<String> upperCaseWords) {
        return upperCaseWords.stream().anyMatch(peek()::isWord);
    }

    /** Goes to the first such word that is no key and no alias, and says where it was before; -1 when there is none. */
    int seek(String word) {
        for (int place = at; place < tokens.size(); place++) {
            if (tokens.get(place).isWord(word) && (place == 0 || !isKeyBehind(tokens.get(place - 1)))) {
                int before = at;
                at = place;
                return before;
            }
        }
        return -1;
    }

    private static boolean isKeyBehind(QueryToken token) {
        return token.isSymbol(".") || token.isWord("AS");
    }

    int mark() {
        return at;
    }

    void returnTo(int mark) {
        at = mark;
    }

    HubException unexpected(String wanted) {
        QueryToken here = peek();
        String found = here.kind() == QueryToken.Kind.END ? "the query ends" : "here is '" + shortened(here.text()) + "'";
        return fail(here, found + ", where " + wanted + " is needed");
    }

    private static String shortened(String words) {
        return words.length() <= LONGEST_QUOTE ? words : words.substring(0, LONGEST_QUOTE) + "…";
    }

    HubException fail(QueryToken token, String detail) {
        return QueryProblem.at(text, token.at(), detail);
    }
}
