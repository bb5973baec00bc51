package io.nave.hub.queries;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import io.nave.hub.queries.QueryColumn.Aggregate;
import io.nave.hub.queries.QueryToken.Kind;

/** Reads what stands between SELECT and FROM (semantics §3.2, §3.3). */
final class QueryColumns {

    private final QueryTokens tokens;
    private final QueryPathParser paths;
    private final QuerySource source;
    private final QueryToken start;
    private final List<QueryColumn> columns = new ArrayList<>();

    QueryColumns(QueryTokens tokens, QuerySource source) {
        this.tokens = tokens;
        this.paths = new QueryPathParser(tokens, source);
        this.source = source;
        this.start = tokens.peek();
    }

    List<QueryColumn> all() {
        return List.copyOf(columns);
    }

    void read(int most) {
        do {
            columns.add(column());
        } while (tokens.takeSymbol(","));
        if (columns.size() > most) {
            throw tokens.fail(start, "more than " + most + " columns");
        }
    }

    private QueryColumn column() {
        Optional<Aggregate> aggregate = tokens.second().isSymbol("(") ? Optional.of(aggregate()) : Optional.empty();
        Optional<QueryPath> path = aggregate.isPresent() ? argument(aggregate.get()) : Optional.of(paths.path());
        String key = tokens.take("AS") ? paths.alias() : key(aggregate, path);
        return new QueryColumn(key, aggregate, path);
    }

    private static String key(Optional<Aggregate> aggregate, Optional<QueryPath> path) {
        return aggregate.map(function -> function.name().toLowerCase(Locale.ROOT))
                .orElseGet(() -> path.map(QueryPath::key).orElseThrow());
    }

    private Aggregate aggregate() {
        return Stream.of(Aggregate.values()).filter(function -> tokens.peek().isWord(function.name())).findFirst()
                .orElseThrow(() -> tokens.unexpected("a path, COUNT, AVG, SUM, MIN or MAX"));
    }

    private Optional<QueryPath> argument(Aggregate aggregate) {
        tokens.next();
        tokens.needSymbol("(");
        Optional<QueryPath> path = aggregate == Aggregate.COUNT && countsAll() ? Optional.empty() : Optional.of(paths.path());
        tokens.needSymbol(")");
        return path;
    }

    /** {@code COUNT()}, {@code COUNT(*)} and {@code COUNT(1)}. */
    private boolean countsAll() {
        boolean one = tokens.peek().kind() == Kind.NUMBER;
        if (one) {
            tokens.next();
        }
        return one || tokens.takeSymbol("*") || tokens.peek().isSymbol(")");
    }

    boolean areAggregated() {
        return columns.stream().anyMatch(column -> column.aggregate().isPresent());
    }

    /** A row that stands for many has what they have in common, and nothing else of them (semantics §3.2, §3.6). */
    void check(Optional<QueryPath> groupBy) {
        boolean rows = groupBy.isEmpty() && !areAggregated();
        if (source == QuerySource.JOBS && !(rows && columns.isEmpty())) {
            throw tokens.fail(start, "devices.jobs takes SELECT * and no GROUP BY");
        }
        if (!rows && (columns.isEmpty() || columns.stream().anyMatch(column -> isOfOneRow(column, groupBy)))) {
            throw tokens.fail(start, "beside aggregates, and with GROUP BY, stands nothing but the path of GROUP BY");
        }
    }

    private static boolean isOfOneRow(QueryColumn column, Optional<QueryPath> groupBy) {
        return column.aggregate().isEmpty()
                && groupBy.filter(path -> path.isSameAs(column.path().orElseThrow())).isEmpty();
    }
}
