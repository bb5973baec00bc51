package io.nave.storage.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.json.TwinText;
import io.nave.hub.queries.QueryPosition;
import io.nave.hub.queries.QueryRow;
import io.vertx.mutiny.sqlclient.Row;

/** What became of a job for one device, as a row of JobQuerySql has it (semantics §3.6). */
final class JobRow {

    private JobRow() {
    }

    static QueryRow read(Row row) {
        List<String> ids = List.of(row.getString(0), row.getString(1), row.getString(2));
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("deviceId", ids.get(1));
        put(json, "moduleId", ids.get(2).isEmpty() ? null : ids.get(2));
        json.put("jobId", ids.getFirst());
        List<String> names = List.of("jobType", "status", "startTimeUtc", "endTimeUtc", "createdDateTimeUtc",
                "lastUpdatedDateTimeUtc");
        for (int i = 0; i < names.size(); i++) {
            put(json, names.get(i), row.getString(JobQuerySql.PLACES + i));
        }
        putOutcome(json, row, JobQuerySql.PLACES + names.size());
        return new QueryRow.OfValues(json, new QueryPosition(ids));
    }

    private static void putOutcome(ObjectNode json, Row row, int first) {
        @Nullable
        Integer status = row.getInteger(first);
        if (status != null) {
            ObjectNode response = json.putObject("outcome").putObject("deviceMethodResponse").put("status", status);
            response.set("payload", payload(row.getString(first + 1)));
        }
        @Nullable
        String code = row.getString(first + 2);
        if (code != null) {
            put(json.putObject("error").put("code", code), "description", row.getString(first + 3));
        }
    }

    private static JsonNode payload(@Nullable String text) {
        return TwinText.array(("[" + (text == null ? "null" : text) + "]").getBytes(StandardCharsets.UTF_8)).get(0);
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
