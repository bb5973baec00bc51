package io.nave.storage.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.json.TwinText;
import io.nave.hub.queries.QueryPosition;
import io.nave.hub.queries.QueryRow;
import io.nave.hub.queries.QuerySource;
import io.nave.hub.queries.TwinQuery;
import io.nave.hub.queries.TwinQueryStore;
import io.nave.storage.postgres.TwinQuerySql.Statement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** Searches twins in PostgreSQL: a query is one statement, which reads what the last write left. */
@Singleton
final class PostgresTwinQueries implements TwinQueryStore {

    private final QueryStatements statements;

    PostgresTwinQueries(QueryStatements statements) {
        this.statements = statements;
    }

    @Override
    public Uni<List<QueryRow>> find(TwinQuery query, Optional<QueryPosition> after, int max) {
        return query.source() == QuerySource.JOBS
                ? statements.run(new JobQuerySql(query).rows(after, max)).map(PostgresTwinQueries::jobs)
                : statements.run(statement(query, after, max)).map(rows -> rows(query, rows));
    }

    private static List<QueryRow> jobs(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(JobRow::read).toList();
    }

    private static Statement statement(TwinQuery query, Optional<QueryPosition> after, int max) {
        if (!query.isAggregated()) {
            return new TwinQuerySql(query).rows(after, max);
        }
        return query.groupBy().isPresent() ? new TwinGroupSql(query).groups(after, max) : new TwinGroupSql(query).total();
    }

    private static List<QueryRow> rows(TwinQuery query, RowSet<Row> rows) {
        int places = query.isAggregated() ? TwinGroupSql.PLACES : TwinQuerySql.places(query);
        return StreamSupport.stream(rows.spliterator(), false).map(row -> row(query, row, places)).toList();
    }

    private static QueryRow row(TwinQuery query, Row row, int places) {
        QueryPosition position = new QueryPosition(IntStream.range(0, places).mapToObj(i -> place(row, i)).toList());
        return query.isOfDocuments() ? new QueryRow.OfTwin(TwinDocumentText.parse(row.getString(places)), position)
                : new QueryRow.OfValues(values(query, row, places), position);
    }

    private static String place(Row row, int column) {
        @Nullable
        String place = row.getString(column);
        return place == null ? "" : place;
    }

    /** What is not defined is left out (semantics §3.3). */
    private static ObjectNode values(TwinQuery query, Row row, int first) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < query.columns().size(); i++) {
            @Nullable
            String text = row.getString(first + i);
            if (text != null) {
                json.set(query.columns().get(i).key(), value(text));
            }
        }
        return json;
    }

    private static JsonNode value(String text) {
        return TwinText.array(("[" + text + "]").getBytes(StandardCharsets.UTF_8)).get(0);
    }

    @Override
    public Uni<Long> count(TwinQuery query) {
        if (query.isAggregated() && query.groupBy().isEmpty()) {
            return Uni.createFrom().item(Math.min(1L, query.top().orElse(1)));
        }
        return statements.run(counting(query)).map(rows -> rows.iterator().next().getLong(0))
                .map(rows -> Math.min(rows, query.top().orElse(Integer.MAX_VALUE)));
    }

    private static Statement counting(TwinQuery query) {
        if (query.source() == QuerySource.JOBS) {
            return new JobQuerySql(query).count();
        }
        return query.groupBy().isPresent() ? new TwinGroupSql(query).count() : new TwinQuerySql(query).count();
    }
}
