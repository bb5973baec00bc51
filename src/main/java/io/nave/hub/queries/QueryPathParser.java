package io.nave.hub.queries;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.nave.hub.queries.QueryToken.Kind;

/** Reads a path: names with dots between; behind the first dot any word is a name (semantics §3.2). */
final class QueryPathParser {

    /** Metadata reaches this deep, with the source before it; what is longer names nothing. */
    static final int MAX_NAMES = 20;

    private static final Set<String> RESERVED = Set.of("SELECT", "TOP", "FROM", "WHERE", "GROUP", "ORDER", "BY", "AS", "AND",
            "OR", "NOT", "IN", "NIN");

    private final QueryTokens tokens;
    private final QuerySource source;

    QueryPathParser(QueryTokens tokens, QuerySource source) {
        this.tokens = tokens;
        this.source = source;
    }

    QueryPath path() {
        QueryToken first = tokens.peek();
        if (!first.isName() || tokens.isAtOneOf(RESERVED)) {
            throw tokens.unexpected("a value");
        }
        List<String> names = new ArrayList<>();
        names.add(tokens.next().text());
        while (tokens.takeSymbol(".")) {
            names.add(name());
        }
        if (names.size() > MAX_NAMES) {
            throw tokens.fail(first, "more than " + MAX_NAMES + " names in one path");
        }
        return source.resolve(names);
    }

    private String name() {
        if (!tokens.peek().isName()) {
            throw tokens.unexpected("a name");
        }
        return tokens.next().text();
    }

    /** What a column is to be called. */
    String alias() {
        boolean named = tokens.peek().isName() || tokens.peek().kind() == Kind.STRING;
        if (!named || tokens.peek().text().isEmpty()) {
            throw tokens.unexpected("a name");
        }
        return tokens.next().text();
    }
}
