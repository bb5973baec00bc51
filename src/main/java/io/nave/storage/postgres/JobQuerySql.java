package io.nave.storage.postgres;

import java.util.List;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.queries.QueryPath;
import io.nave.hub.queries.QueryPosition;
import io.nave.hub.queries.TwinQuery;
import io.nave.storage.postgres.SqlValue.Kind;
import io.nave.storage.postgres.TwinQuerySql.Statement;

/**
 * Writes a query over what jobs did to each device as one statement (semantics §3.6). Rows go by job, device and module id.
 * Payloads are no conditions' business: they are whatever a device answered.
 */
final class JobQuerySql {

    /** How many columns of a row say where it stands. */
    static final int PLACES = 3;

    private static final String IDS = "q.job_id, q.device_id, q.module_id";
    private static final String ROWS = " from (select d.*, j.job_type from scheduled_job_device d"
            + " join scheduled_job j on j.job_id = d.job_id) q";
    private static final String COLUMNS = """
            q.job_type, q.status, nave_twin_time(q.started_at), nave_twin_time(q.ended_at), nave_twin_time(q.created_at),
            nave_twin_time(q.updated_at), q.method_status, q.method_payload, q.error_code, q.error_description""";

    private final TwinQuery query;
    private final SqlParameters parameters = new SqlParameters();

    /** Of whole rows, as the parser has made sure. Fails with ARGUMENT_INVALID when an order is asked for. */
    JobQuerySql(TwinQuery query) {
        if (!query.orderBy().isEmpty()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "The query is invalid: devices.jobs takes no ORDER BY");
        }
        this.query = query;
    }

    Statement rows(Optional<QueryPosition> after, int max) {
        String condition = condition();
        String behind = after.map(this::behind).orElse("true");
        return statement("select " + IDS + ", " + COLUMNS + ROWS + " where " + condition + " and " + behind + " order by " + IDS
                + " limit " + parameters.number(max));
    }

    Statement count() {
        String condition = condition();
        return statement("select count(*)" + ROWS + " where " + condition);
    }

    private String condition() {
        return query.where().map(new QueryConditionSql(parameters, JobQuerySql::value)::condition).orElse("true");
    }

    private String behind(QueryPosition position) {
        List<String> parts = position.parts();
        if (parts.size() != PLACES) {
            throw QueryPlaces.foreign();
        }
        return "(" + IDS + ") > (" + parameters.text(parts.get(0)) + ", " + parameters.text(parts.get(1)) + ", "
                + parameters.text(parts.get(2)) + ")";
    }

    private static SqlValue value(QueryPath path) {
        return switch (path.toString()) {
            case "jobId" -> new SqlValue("q.job_id", Kind.ID);
            case "deviceId" -> new SqlValue("q.device_id", Kind.ID);
            case "moduleId" -> new SqlValue("nullif(q.module_id, '')", Kind.ID);
            case "jobType" -> SqlValue.text("q.job_type");
            case "status" -> SqlValue.text("q.status");
            case "startTimeUtc" -> SqlValue.text("nave_twin_time(q.started_at)");
            case "endTimeUtc" -> SqlValue.text("nave_twin_time(q.ended_at)");
            case "createdDateTimeUtc" -> SqlValue.text("nave_twin_time(q.created_at)");
            case "lastUpdatedDateTimeUtc" -> SqlValue.text("nave_twin_time(q.updated_at)");
            case "outcome.deviceMethodResponse.status" -> SqlValue.number("q.method_status::numeric");
            case "error.code" -> SqlValue.text("q.error_code");
            case "error.description" -> SqlValue.text("q.error_description");
            default -> SqlValue.UNDEFINED;
        };
    }

    private Statement statement(String sql) {
        return new Statement(sql, parameters.values());
    }
}
