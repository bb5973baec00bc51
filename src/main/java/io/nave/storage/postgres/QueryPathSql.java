package io.nave.storage.postgres;

import java.util.List;

import io.nave.hub.queries.QueryPath;
import io.nave.hub.queries.QuerySource;
import io.nave.storage.postgres.SqlValue.Kind;

/** Where the attributes of twins stand in the views that queries read (semantics §3.3). Keys are bound, step by step. */
final class QueryPathSql {

    private static final int STATUS_OF_CONFIGURATION = 3;
    private final QuerySource source;
    private final SqlParameters parameters;

    QueryPathSql(QuerySource source, SqlParameters parameters) {
        this.source = source;
        this.parameters = parameters;
    }

    SqlValue value(QueryPath path) {
        List<String> below = path.below(1);
        return switch (path.root()) {
            case "configurations" -> configurations(below);
            case "tags" -> keys("q.tags", below);
            case "properties" -> properties(below);
            case "x509Thumbprint" -> thumbprint(below);
            case "capabilities" -> capabilities(below);
            case "parentScopes" -> below(parentScopes(), below);
            default -> below(attribute(path.root()), below);
        };
    }

    /** Below a value that is no object there is nothing. */
    private static SqlValue below(SqlValue value, List<String> names) {
        return names.isEmpty() ? value : SqlValue.UNDEFINED;
    }

    private SqlValue attribute(String name) {
        return switch (name) {
            case "deviceId" -> new SqlValue("q.device_id", Kind.ID);
            case "moduleId" -> source == QuerySource.MODULES ? new SqlValue("q.module_id", Kind.ID) : SqlValue.UNDEFINED;
            case "etag" -> SqlValue.text("encode(int8send(q.etag), 'base64')");
            case "deviceEtag" -> SqlValue.text("q.identity_etag");
            case "status" -> SqlValue.text("case when q.enabled then 'enabled' else 'disabled' end");
            case "statusReason" -> SqlValue.text("nullif(q.status_reason, '')");
            case "statusUpdateTime" -> SqlValue.text("nave_query_time(q.status_updated_at)");
            case "connectionState" -> SqlValue.text("case when q.connected then 'Connected' else 'Disconnected' end");
            case "lastActivityTime" -> SqlValue.text("nave_query_time(q.last_activity)");
            case "cloudToDeviceMessageCount" -> SqlValue.number("q.messages::numeric");
            case "authenticationType" -> SqlValue.text("q.authentication");
            case "modelId" -> SqlValue.text("q.model_id");
            case "version" -> SqlValue.number("q.version::numeric");
            case "deviceScope" -> SqlValue.text("nullif(q.device_scope, '')");
            default -> SqlValue.UNDEFINED;
        };
    }

    private static SqlValue parentScopes() {
        return SqlValue.json("case when cardinality(q.parent_scopes) > 0 then to_jsonb(q.parent_scopes) end");
    }

    /** Back ends ask for {@code Applied} and {@code applied} (semantics §4.1). */
    private SqlValue configurations(List<String> below) {
        SqlValue value = keys("nullif(q.configurations, '{}')", below);
        boolean isStatus = below.size() + 1 == STATUS_OF_CONFIGURATION && "status".equals(below.getLast());
        return isStatus ? new SqlValue(value.asText(), Kind.WORD) : value;
    }

    private SqlValue properties(List<String> below) {
        if (below.isEmpty()) {
            return SqlValue
                    .json("jsonb_build_object('desired', " + section("desired") + ", 'reported', " + section("reported") + ")");
        }
        return switch (below.getFirst()) {
            case "desired" -> section("desired", below.subList(1, below.size()));
            case "reported" -> section("reported", below.subList(1, below.size()));
            default -> SqlValue.UNDEFINED;
        };
    }

    private static String section(String column) {
        return "q.%1$s || jsonb_build_object('$metadata', q.%1$s_metadata, '$version', q.%1$s_version)".formatted(column);
    }

    private SqlValue section(String column, List<String> below) {
        if (below.isEmpty()) {
            return SqlValue.json("(" + section(column) + ")");
        }
        return switch (below.getFirst()) {
            case "$version" -> below(SqlValue.number("q." + column + "_version::numeric"), below.subList(1, below.size()));
            case "$metadata" -> keys("q." + column + "_metadata", below.subList(1, below.size()));
            default -> keys("q." + column, below);
        };
    }

    private SqlValue keys(String column, List<String> names) {
        StringBuilder sql = new StringBuilder(column);
        names.forEach(name -> sql.append(" -> ").append(parameters.text(name)));
        return SqlValue.json(names.isEmpty() ? column : "(" + sql + ")");
    }

    private static SqlValue thumbprint(List<String> below) {
        String primary = "coalesce(to_jsonb(nullif(q.primary_thumbprint, '')), 'null')";
        String secondary = "coalesce(to_jsonb(nullif(q.secondary_thumbprint, '')), 'null')";
        if (below.isEmpty()) {
            return SqlValue
                    .json("jsonb_build_object('primaryThumbprint', " + primary + ", 'secondaryThumbprint', " + secondary + ")");
        }
        return switch (below.getFirst()) {
            case "primaryThumbprint" -> below(SqlValue.json(primary), below.subList(1, below.size()));
            case "secondaryThumbprint" -> below(SqlValue.json(secondary), below.subList(1, below.size()));
            default -> SqlValue.UNDEFINED;
        };
    }

    private static SqlValue capabilities(List<String> below) {
        if (below.isEmpty()) {
            return SqlValue.json("jsonb_build_object('iotEdge', q.iot_edge)");
        }
        return "iotEdge".equals(below.getFirst()) ? below(SqlValue.truth("q.iot_edge"), below.subList(1, below.size()))
                : SqlValue.UNDEFINED;
    }
}
