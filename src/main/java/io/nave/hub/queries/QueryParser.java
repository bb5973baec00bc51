package io.nave.hub.queries;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import io.nave.hub.queries.QueryToken.Kind;

/**
 * Reads queries (semantics §3.2). What cannot be read fails with ARGUMENT_INVALID, which tells line and column (§3.7). The
 * source is read first: it says what names mean.
 */
public final class QueryParser {

    private static final int MAX_LENGTH = 8192;
    private static final int MAX_COLUMNS = 100;
    private static final int MAX_ORDERS = 3;

    private final QueryTokens tokens;

    private QueryParser(String text) {
        if (text.length() > MAX_LENGTH) {
            throw QueryProblem.refusal("It has " + text.length() + " characters; the most are " + MAX_LENGTH + ".");
        }
        this.tokens = new QueryTokens(text);
    }

    /** A whole query, {@code SELECT …}. */
    public static TwinQuery parse(String text) {
        return new QueryParser(text).query();
    }

    /** A condition as jobs and configurations have it; TwinSelections says how one is written. */
    public static TwinQuery parseCondition(String text) {
        return new QueryParser(text).selection();
    }

    private TwinQuery selection() {
        if (tokens.peek().isWord("SELECT")) {
            return query();
        }
        if (tokens.peek().isWord("FROM")) {
            QuerySource source = source();
            return end(TwinQuery.of(source, where(source)));
        }
        if (tokens.peek().kind() == Kind.END || tokens.takeSymbol("*")) {
            return end(TwinQuery.of(QuerySource.DEVICES, Optional.empty()));
        }
        return end(TwinQuery.of(QuerySource.DEVICES, Optional.of(condition(QuerySource.DEVICES))));
    }

    private TwinQuery end(TwinQuery query) {
        tokens.needEnd();
        return query;
    }

    private TwinQuery query() {
        tokens.need("SELECT");
        OptionalInt top = top();
        QuerySource source = sourceAhead();
        QueryColumns columns = columns(source);
        source();
        Optional<QueryExpression> where = where(source);
        Optional<QueryPath> groupBy = groupBy(source);
        columns.check(groupBy);
        List<QueryOrder> orderBy = orderBy(source, columns.areAggregated() || groupBy.isPresent());
        return end(new TwinQuery(source, columns.all(), where, groupBy, orderBy, top));
    }

    private OptionalInt top() {
        if (!tokens.peek().isWord("TOP") || tokens.second().kind() != Kind.NUMBER) {
            return OptionalInt.empty();
        }
        tokens.next();
        QueryToken number = tokens.next();
        try {
            return OptionalInt.of(Integer.parseInt(number.text()));
        } catch (NumberFormatException e) {
            throw tokens.fail(number, "TOP takes a whole number");
        }
    }

    private QuerySource sourceAhead() {
        int here = tokens.mark();
        tokens.seek("FROM");
        QuerySource source = source();
        tokens.returnTo(here);
        return source;
    }

    private QuerySource source() {
        tokens.need("FROM");
        QueryToken first = tokens.peek();
        List<String> words = new ArrayList<>(List.of(tokens.next().text()));
        while (tokens.takeSymbol(".")) {
            words.add(tokens.next().text());
        }
        return Stream.of(QuerySource.values()).filter(source -> source.isNamed(words)).findFirst().orElseThrow(
                () -> tokens.fail(first, "FROM takes devices, devices.modules or devices.jobs, and no other name for them"));
    }

    private QueryColumns columns(QuerySource source) {
        QueryColumns columns = new QueryColumns(tokens, source);
        if (!tokens.takeSymbol("*")) {
            columns.read(MAX_COLUMNS);
        }
        return columns;
    }

    private Optional<QueryExpression> where(QuerySource source) {
        return tokens.take("WHERE") ? Optional.of(condition(source)) : Optional.empty();
    }

    private QueryExpression condition(QuerySource source) {
        return new QueryConditionParser(tokens, source).condition();
    }

    private Optional<QueryPath> groupBy(QuerySource source) {
        if (!tokens.take("GROUP")) {
            return Optional.empty();
        }
        tokens.need("BY");
        return Optional.of(new QueryPathParser(tokens, source).path());
    }

    private List<QueryOrder> orderBy(QuerySource source, boolean aggregated) {
        List<QueryOrder> orders = new ArrayList<>();
        QueryToken start = tokens.peek();
        if (!tokens.take("ORDER")) {
            return orders;
        }
        tokens.need("BY");
        do {
            orders.add(order(source));
        } while (tokens.takeSymbol(","));
        if (aggregated || orders.size() > MAX_ORDERS) {
            throw tokens.fail(start, "ORDER BY takes at most " + MAX_ORDERS + " paths, and no aggregates or groups");
        }
        return orders;
    }

    private QueryOrder order(QuerySource source) {
        QueryPath path = new QueryPathParser(tokens, source).path();
        boolean descending = tokens.take("DESC");
        if (!descending) {
            tokens.take("ASC");
        }
        return new QueryOrder(path, descending);
    }
}
