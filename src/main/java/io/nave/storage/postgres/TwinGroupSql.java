package io.nave.storage.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.nave.hub.queries.QueryColumn;
import io.nave.hub.queries.QueryColumn.Aggregate;
import io.nave.hub.queries.QueryPosition;
import io.nave.hub.queries.QuerySource;
import io.nave.hub.queries.TwinQuery;
import io.nave.storage.postgres.TwinQuerySql.Statement;

/**
 * Writes a query whose rows stand for many twins (semantics §3.5). Groups go by their value, those without one first; what a
 * hash tells apart are values that begin alike. An aggregate of no numbers is not defined, and COUNT is 0.
 */
final class TwinGroupSql {

    /** Place, hash and nothing, as rows have place and two ids. */
    static final int PLACES = 3;

    private static final String PLACE = "nave_query_order(g)";
    private static final String HASH = "coalesce(jsonb_hash_extended(g, 0), 0)";

    private final TwinQuery query;
    private final SqlParameters parameters = new SqlParameters();
    private final String twins;

    TwinGroupSql(TwinQuery query) {
        this.query = query;
        this.twins = twins();
    }

    /** The group's value and what is to be aggregated, of each twin. */
    private String twins() {
        QueryPathSql paths = new QueryPathSql(query.source(), parameters);
        List<String> inputs = new ArrayList<>();
        query.groupBy().map(path -> paths.value(path).asJson() + " as g").ifPresent(inputs::add);
        for (int i = 0; i < query.columns().size(); i++) {
            QueryColumn column = query.columns().get(i);
            String name = " as a" + i;
            column.path().map(paths::value).map(value -> input(column, value) + name).ifPresent(inputs::add);
        }
        String where = query.where().map(new QueryConditionSql(parameters, paths::value)::conditionOnTags)
                .map(" where "::concat).orElse("");
        String view = query.source() == QuerySource.MODULES ? "module_query" : "device_query";
        return " from (select " + String.join(", ", inputs) + " from " + view + " q" + where + ") r";
    }

    private static String input(QueryColumn column, SqlValue value) {
        return column.aggregate().filter(aggregate -> aggregate != Aggregate.COUNT).isPresent() ? value.asNumber()
                : value.asJson();
    }

    /** The groups behind a position: place, hash and nothing, then the selected values, each as the text of JSON. */
    Statement groups(Optional<QueryPosition> after, int max) {
        String behind = after.map(this::behind).map(" where "::concat).orElse("");
        return statement("select cast(nave_query_place(g) as text), " + HASH + "::text, '', " + columns() + twins + behind
                + " group by g order by " + PLACE + ", " + HASH + " limit " + parameters.number(max));
    }

    private String behind(QueryPosition position) {
        QueryPlaces places = QueryPlaces.of(position, 1);
        String there = "nave_query_order(" + places.value(0).map(parameters::json).orElse("null") + ")";
        return "(" + PLACE + " > " + there + " or " + PLACE + " = " + there + " and " + HASH + " > "
                + parameters.number(places.hash()) + ")";
    }

    /** The one row that stands for all. */
    Statement total() {
        return statement("select null, '', '', " + columns() + twins);
    }

    /** How many groups there are. */
    Statement count() {
        return statement("select count(*) from (select 1" + twins + " group by g) c");
    }

    private String columns() {
        return IntStream.range(0, query.columns().size()).mapToObj(i -> "cast(" + column(i) + " as text)")
                .collect(Collectors.joining(", "));
    }

    private String column(int i) {
        QueryColumn column = query.columns().get(i);
        String input = column.path().isPresent() ? "a" + i : "*";
        return column.aggregate().map(aggregate -> aggregated(aggregate, input)).orElse("g");
    }

    private static String aggregated(Aggregate aggregate, String input) {
        return switch (aggregate) {
            case COUNT -> "count(" + input + ")";
            case AVG -> "trim_scale(avg(" + input + "))";
            case SUM -> "sum(" + input + ")";
            case MIN -> "min(" + input + ")";
            case MAX -> "max(" + input + ")";
        };
    }

    private Statement statement(String sql) {
        return new Statement(sql, parameters.values());
    }
}
