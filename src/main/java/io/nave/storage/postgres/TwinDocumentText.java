package io.nave.storage.postgres;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.id.WireTime;
import io.nave.hub.json.TwinText;
import io.nave.hub.twins.Twin;
import io.nave.hub.twins.TwinDocument;
import io.nave.hub.twins.TwinIdentity;
import io.nave.hub.twins.TwinProperties;

/** Reads a row of the view {@code twin_document}, which comes as one JSON text so that its numbers stay as they are. */
final class TwinDocumentText {

    private TwinDocumentText() {
    }

    static TwinDocument parse(String text) {
        JsonNode row = TwinText.object(text.getBytes(StandardCharsets.UTF_8));
        return new TwinDocument(twin(row), identity(row), row.get("configurations"));
    }

    /** Of a row of the table alone. */
    static Twin parseTwin(String text) {
        return twin(TwinText.object(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Twin twin(JsonNode row) {
        String module = row.get("module_id").textValue();
        ClientId client = new ClientId(new DeviceId(row.get("device_id").textValue()),
                Optional.of(module).filter(id -> !id.isEmpty()).map(DeviceId::new));
        return new Twin(client, row.get("model_id").textValue(), row.get("etag").longValue(), row.get("version").longValue(),
                row.get("tags"), properties(row, "desired"), properties(row, "reported"));
    }

    private static TwinProperties properties(JsonNode row, String name) {
        return new TwinProperties(row.get(name), row.get(name + "_metadata"), row.get(name + "_version").longValue());
    }

    private static TwinIdentity identity(JsonNode row) {
        return new TwinIdentity(row.get("generation_id").textValue(), new ETag(row.get("identity_etag").textValue()),
                new TwinIdentity.Status(row.get("enabled").booleanValue(), row.get("status_reason").textValue(),
                        time(row.get("status_updated_at"))),
                row.get("authentication").textValue(),
                new TwinIdentity.Thumbprints(textOrEmpty(row, "primary_thumbprint"), textOrEmpty(row, "secondary_thumbprint")),
                new TwinIdentity.Scope(row.get("iot_edge").booleanValue(), row.get("device_scope").textValue(),
                        texts(row.get("parent_scopes"))));
    }

    private static Instant time(JsonNode time) {
        return time.isNull() ? WireTime.YEAR_ONE : OffsetDateTime.parse(time.textValue()).toInstant();
    }

    private static String textOrEmpty(JsonNode row, String name) {
        return row.get(name).asText("");
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::textValue).toList();
    }
}
