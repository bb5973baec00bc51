package io.nave.protocol.http;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.files.BegunUpload;
import io.nave.hub.files.UploadReport;
import io.nave.hub.json.JsonFields;
import io.nave.hub.json.JsonText;

/** The JSON of file upload as devices write and read it (device-protocols §3.6). */
final class FileUploadJson {

    private FileUploadJson() {
    }

    static String blobName(byte[] body) {
        return JsonFields.text(JsonText.object(body), "blobName")
                .orElseThrow(() -> JsonFields.invalid("blobName is missing"));
    }

    static ObjectNode write(BegunUpload begun) {
        return JsonNodeFactory.instance.objectNode()
                .put("correlationId", begun.correlationId())
                .put("hostName", begun.target().hostName())
                .put("containerName", begun.target().containerName())
                .put("blobName", begun.blob().value())
                .put("sasToken", begun.target().sasToken());
    }

    /** The id in the path counts. What a device says of the storage's answer is for people, so any form of it will do. */
    static UploadReport report(byte[] body, Optional<String> idInPath) {
        JsonNode json = JsonText.object(body);
        String id = idInPath.or(() -> JsonFields.text(json, "correlationId"))
                .orElseThrow(() -> new HubException(ErrorCode.INVALID_FILE_UPLOAD_CORRELATION_ID, "correlationId is missing"));
        boolean success = JsonFields.bool(json, "isSuccess").orElseThrow(() -> JsonFields.invalid("isSuccess is missing"));
        return new UploadReport(id, success, json.path("statusCode").asInt(), json.path("statusDescription").asText(""));
    }
}
