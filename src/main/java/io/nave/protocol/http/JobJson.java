package io.nave.protocol.http;

import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.WireTime;
import io.nave.hub.jobs.JobRequest;
import io.nave.hub.jobs.JobRequest.Blob;
import io.nave.hub.jobs.JobRequest.StorageAccess;
import io.nave.hub.jobs.RegistryJob;
import io.nave.hub.json.JsonFields;

/** The document of an import or export job (service-protocols §5.13, semantics §7.3). */
final class JobJson {

    private JobJson() {
    }

    /** Without {@code endTimeUtc} until it is over: the Java client cannot read an empty time. */
    static ObjectNode write(RegistryJob job) {
        JobRequest request = job.request();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("jobId", job.id());
        json.put("startTimeUtc", WireTime.of(job.createdAt()));
        job.endedAt().ifPresent(at -> json.put("endTimeUtc", WireTime.of(at)));
        json.put("type", request.type().wireName());
        json.put("status", job.status().wireName());
        json.put("progress", job.progress());
        request.input().ifPresent(input -> putBlob(json, "input", input));
        putBlob(json, "output", request.output());
        json.put("excludeKeysInExport", request.excludeKeys());
        json.put("includeConfigurations", request.configurations().isPresent());
        request.configurations().ifPresent(name -> json.put("configurationsBlobName", name));
        putAccess(json, request.access());
        json.put("failureReason", job.failureReason().isEmpty() ? null : job.failureReason());
        return json;
    }

    private static void putBlob(ObjectNode json, String prefix, Blob blob) {
        json.put(prefix + "BlobContainerUri", blob.containerUri());
        json.put(prefix + "BlobName", blob.name());
    }

    private static void putAccess(ObjectNode json, StorageAccess access) {
        if (!access.authenticationType().isEmpty()) {
            json.put("storageAuthenticationType", access.authenticationType());
        }
        if (!access.identity().isEmpty()) {
            json.putObject("identity").put("userAssignedIdentity", access.identity());
        }
    }

    /** Reads what is to be done. Fails with ARGUMENT_INVALID or ARGUMENT_NULL. */
    static JobRequest read(JsonNode json) {
        JobRequest.Type type = type(JsonFields.text(json, "type").orElse(""));
        Blob output = blob(json, "output")
                .orElseThrow(() -> new HubException(ErrorCode.ARGUMENT_NULL, "outputBlobContainerUri is missing"));
        return new JobRequest(type, type == JobRequest.Type.IMPORT ? blob(json, "input") : Optional.empty(), output,
                JsonFields.bool(json, "excludeKeysInExport").orElse(false), access(json), configurations(json));
    }

    private static Optional<String> configurations(JsonNode json) {
        Optional<String> name = JsonFields.text(json, "configurationsBlobName").filter(text -> !text.isEmpty());
        return JsonFields.bool(json, "includeConfigurations").filter(included -> included)
                .map(included -> name.orElse(JobRequest.CONFIGURATIONS));
    }

    private static JobRequest.Type type(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "import" -> JobRequest.Type.IMPORT;
            case "export" -> JobRequest.Type.EXPORT;
            default -> throw JsonFields.invalid("type is import or export; scheduled jobs are created at /jobs/v2");
        };
    }

    private static Optional<Blob> blob(JsonNode json, String prefix) {
        String name = JsonFields.text(json, prefix + "BlobName").filter(text -> !text.isEmpty()).orElse(JobRequest.DEVICES);
        return JsonFields.text(json, prefix + "BlobContainerUri").filter(uri -> !uri.isEmpty())
                .map(uri -> new Blob(uri, name));
    }

    private static StorageAccess access(JsonNode json) {
        String identity = JsonFields.object(json, "identity")
                .flatMap(object -> JsonFields.text(object, "userAssignedIdentity")).orElse("");
        return new StorageAccess(JsonFields.text(json, "storageAuthenticationType").map(JobJson::accessType).orElse(""),
                identity);
    }

    /** In any case: Node writes {@code IdentityBased}, and Java reads only {@code identityBased}. */
    private static String accessType(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "keybased" -> "keyBased";
            case "identitybased" -> "identityBased";
            default -> throw JsonFields.invalid("storageAuthenticationType is keyBased or identityBased");
        };
    }

    /**
     * Reads what the older .NET client sends: a container of a storage account whose connection string gives a
     * {@code BlobEndpoint}. Fails with BLOB_CONTAINER_VALIDATION_ERROR without one.
     */
    static JobRequest readLegacy(JsonNode json, JobRequest.Type type) {
        String account = legacyText(json, "StorageConnectionString", "storageConnectionString");
        String container = legacyText(json, "ContainerName", "containerName");
        for (String part : account.split(";")) {
            if (part.regionMatches(true, 0, "BlobEndpoint=", 0, "BlobEndpoint=".length())) {
                String uri = part.substring(part.indexOf('=') + 1).replaceFirst("/+$", "") + "/" + container;
                Blob blob = new Blob(uri, JobRequest.DEVICES);
                return new JobRequest(type, Optional.of(blob), blob, false, StorageAccess.UNSAID);
            }
        }
        throw new HubException(ErrorCode.BLOB_CONTAINER_VALIDATION_ERROR, "The storage connection string must give"
                + " BlobEndpoint=https://{hub}/admin/files, and the container name a folder; blob storage needs a signed container"
                + " URI, which /jobs/create takes");
    }

    private static String legacyText(JsonNode json, String name, String otherwise) {
        return JsonFields.text(json, name).or(() -> JsonFields.text(json, otherwise)).orElse("");
    }
}
