package io.nave.hub.jobs;

import java.util.Optional;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;

/**
 * The entries of importErrors.log: code and text as the reference has them (semantics §6.3, §7.3), and beside them the number
 * of
 * the line and whom it is about. A line itself is never repeated: it holds keys.
 */
final class ImportErrors {

    private ImportErrors() {
    }

    /** A line that could not be read. */
    static LineError malformed(long line, Optional<ClientId> id, String reason) {
        return entry(line, id, ErrorCode.DESERIALIZATION_ERROR, "Invalid device format in line: " + line + ". " + reason);
    }

    /** A line that was read, and refused. */
    static LineError refused(long line, ClientId id, HubException refusal) {
        String reason = refusal.code() == ErrorCode.SERVER_ERROR ? "InternalServerError" : refusal.detail();
        return entry(line, Optional.of(id), refusal.code(),
                "Import error for device Id '" + id.device() + "': " + reason);
    }

    /** A line about a configuration that was not carried out; {@code key} tells it from lines about devices. */
    static LineError ofConfiguration(long key, long line, HubException refusal) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("errorCode", refusal.code().number());
        json.put("errorStatus", "Import error for the configuration in line " + line + ": " + refusal.detail());
        json.put("line", line);
        return new LineError(key, json.toString());
    }

    private static LineError entry(long line, Optional<ClientId> id, ErrorCode code, String status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("errorCode", code.number());
        json.put("errorStatus", status);
        json.put("line", line);
        json.put("deviceId", id.map(ClientId::device).map(DeviceId::value).orElse(null));
        json.put("moduleId", id.flatMap(ClientId::module).map(DeviceId::value).orElse(null));
        return new LineError(line, json.toString());
    }
}
