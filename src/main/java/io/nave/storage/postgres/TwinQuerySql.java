package io.nave.storage.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.queries.QueryOrder;
import io.nave.hub.queries.QueryPosition;
import io.nave.hub.queries.QuerySource;
import io.nave.hub.queries.TwinQuery;

/**
 * Writes a query over twins as one statement. Whatever the query holds, names included, is a parameter of it; what is written
 * out comes from here. Rows go by device and module id, or by ORDER BY and then by these.
 */
final class TwinQuerySql {

    private static final String IDS = "q.device_id, q.module_id";

    private final TwinQuery query;
    private final SqlParameters parameters = new SqlParameters();
    private final QueryPathSql paths;
    private final List<String> conditions = new ArrayList<>();

    /** A statement and what is bound to it. */
    record Statement(String sql, List<Object> parameters) {

        Statement {
            parameters = List.copyOf(parameters);
        }
    }

    TwinQuerySql(TwinQuery query) {
        this.query = query;
        this.paths = new QueryPathSql(query.source(), parameters);
        query.where().map(new QueryConditionSql(parameters, paths::value)::conditionOnTags).ifPresent(conditions::add);
    }

    /** How many columns of a row say where it stands; the selected ones follow. */
    static int places(TwinQuery query) {
        return query.orderBy().size() + 2;
    }

    /** The rows behind a position; their places, then a document or the selected values, each as the text of JSON. */
    Statement rows(Optional<QueryPosition> after, int max) {
        List<SqlValue> orders = query.orderBy().stream().map(QueryOrder::path).map(paths::value).toList();
        after.ifPresent(position -> conditions.add(behind(position, orders)));
        Stream<String> places = orders.stream().map(order -> "cast(nave_query_place(" + order.asJson() + ") as text)");
        Stream<String> all = Stream.of(places, Stream.of(IDS), selected()).flatMap(part -> part);
        return statement("select " + all.collect(Collectors.joining(", ")) + from() + " order by "
                + Stream.concat(sorted(orders), Stream.of(IDS)).collect(Collectors.joining(", ")) + limit(max));
    }

    private Stream<String> selected() {
        return query.isOfDocuments() ? Stream.of("cast(to_jsonb(q) as text)")
                : query.columns().stream().flatMap(column -> column.path().stream())
                        .map(path -> "cast(" + paths.value(path).asJson() + " as text)");
    }

    private Stream<String> sorted(List<SqlValue> orders) {
        return IntStream.range(0, orders.size())
                .mapToObj(i -> place(orders.get(i).asJson()) + (query.orderBy().get(i).descending() ? " desc" : ""));
    }

    private static String place(String json) {
        return "nave_query_order(" + json + ")";
    }

    private String behind(QueryPosition position, List<SqlValue> orders) {
        QueryPlaces places = QueryPlaces.of(position, orders.size());
        String behind = "(" + IDS + ") > (" + parameters.text(places.deviceId()) + ", " + parameters.text(places.moduleId())
                + ")";
        for (int i = orders.size() - 1; i >= 0; i--) {
            String here = place(orders.get(i).asJson());
            String there = place(places.value(i).map(parameters::json).orElse("null"));
            String further = query.orderBy().get(i).descending() ? " < " : " > ";
            behind = "(" + here + further + there + " or " + here + " = " + there + " and " + behind + ")";
        }
        return behind;
    }

    /** Ids of the rows behind this one. */
    Statement clients(Optional<ClientId> after, int max) {
        after.ifPresent(client -> conditions.add("(" + IDS + ") > (" + parameters.text(client.device().value()) + ", "
                + parameters.text(module(client)) + ")"));
        return statement("select " + IDS + from() + " order by " + IDS + limit(max));
    }

    private static String module(ClientId client) {
        return client.module().map(DeviceId::value).orElse("");
    }

    /** Ids of those of the candidates that meet the condition. */
    Statement among(List<ClientId> candidates) {
        String devices = parameters.texts(candidates.stream().map(client -> client.device().value()).toList());
        String modules = parameters.texts(candidates.stream().map(TwinQuerySql::module).toList());
        conditions.add("(" + IDS + ") in (select * from unnest(" + devices + ", " + modules + "))");
        return statement("select " + IDS + from() + " order by " + IDS);
    }

    /** One number. */
    Statement count() {
        return statement("select count(*)" + from());
    }

    private String from() {
        String view = query.source() == QuerySource.MODULES ? "module_query" : "device_query";
        return " from " + view + " q" + (conditions.isEmpty() ? "" : " where " + conjunction());
    }

    private String conjunction() {
        return conditions.stream().map(condition -> "(" + condition + ")").collect(Collectors.joining(" and "));
    }

    private String limit(int max) {
        return " limit " + parameters.number(max);
    }

    private Statement statement(String sql) {
        return new Statement(sql, parameters.values());
    }
}
