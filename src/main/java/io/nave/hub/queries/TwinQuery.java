package io.nave.hub.queries;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A query as it was understood (semantics §3.2). No columns means whole documents. */
public record TwinQuery(QuerySource source, List<QueryColumn> columns, Optional<QueryExpression> where,
        Optional<QueryPath> groupBy, List<QueryOrder> orderBy, OptionalInt top) {

    public TwinQuery {
        columns = List.copyOf(columns);
        orderBy = List.copyOf(orderBy);
    }

    /** All rows of a source that meet a condition. */
    static TwinQuery of(QuerySource source, Optional<QueryExpression> where) {
        return new TwinQuery(source, List.of(), where, Optional.empty(), List.of(), OptionalInt.empty());
    }

    public boolean isOfDocuments() {
        return columns.isEmpty();
    }

    /** Whether a row stands for many. */
    public boolean isAggregated() {
        return groupBy.isPresent() || columns.stream().anyMatch(column -> column.aggregate().isPresent());
    }
}
