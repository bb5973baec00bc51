package io.nave.protocol.blob;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.nave.hub.blobs.AnnouncedBody;
import io.nave.hub.blobs.BlobCondition;
import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobOrder;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.BlobRight;
import io.nave.hub.blobs.ContainerName;
import io.nave.hub.blobs.LocalContainer;
import io.nave.hub.files.BlobName;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

/** What a request says, all but its body. Its headers are those of Azure's storage services. */
record BlobRequest(BlobOperation operation, BlobName blob, Map<String, String> query, MultiMap headers) {

    private static final String META = "x-ms-meta-";
    private static final String BLOB = "x-ms-blob-";
    private static final String DEFAULT_TYPE = "application/octet-stream";
    private static final int MAX_HEADERS = 8192;
    private static final String[] NO_TAGS = {};
    /** What a blob has besides {@code x-ms-meta-…}, without {@code x-ms-blob-}. */
    private static final Set<String> OF_BLOB = Set.of("content-type", "content-encoding", "content-language",
            "content-disposition", "cache-control", "content-md5");
    /** Headers that ask for what this storage does not have, and that must not be passed over. */
    private static final List<String> NOT_SERVED = List.of("x-ms-copy-source", "x-ms-tags", "x-ms-encryption-key",
            "x-ms-encryption-scope", "x-ms-lease-id", "x-ms-legal-hold", "x-ms-immutability-policy-until-date",
            "x-ms-structured-body", "Content-Range");

    /** Fails with a refusal when it is none of those that are served. */
    static BlobRequest of(HttpServerRequest http, ContainerName container) {
        Map<String, String> query = BlobPath.query(http.query());
        BlobName blob = BlobPath.blob(container, String.valueOf(http.path()));
        return new BlobRequest(BlobOperation.of(http.method().name(), query), blob, query, http.headers());
    }

    /** Fails when the signature does not allow it, and when it asks for more than is served. */
    BlobRequest admitted(LocalContainer container, Instant now) {
        List<BlobRight> rights = container.signatures().require(query, blob, operation.rights(), now);
        NOT_SERVED.stream().filter(headers::contains).findFirst().ifPresent(BlobRequest::refuse);
        boolean createOnly = !rights.contains(BlobRight.WRITE) && rights.contains(BlobRight.CREATE);
        return createOnly ? new BlobRequest(operation, blob, query, headers.set("If-None-Match", "*")) : this;
    }

    private static void refuse(String header) {
        throw new BlobRefusal(BlobError.NOT_IMPLEMENTED, "This storage does not serve requests with " + header);
    }

    /** Fails with MISSING_CONTENT_LENGTH: a body is announced, so that what was cut off is not taken for all of it. */
    AnnouncedBody announced() {
        String length = headers.get("Content-Length");
        if (length == null || !length.matches("\\d{1,18}")) {
            throw new BlobRefusal(BlobError.MISSING_CONTENT_LENGTH, "The request has no Content-Length");
        }
        return new AnnouncedBody(Long.parseLong(length), header("Content-MD5").map(BlobRequest::requireMd5),
                header("x-ms-content-crc64"));
    }

    private static String requireMd5(String text) {
        if (!text.matches("[A-Za-z0-9+/]{22}==")) {
            throw new BlobRefusal(BlobError.INVALID_MD5, "Content-MD5 is base64 of 16 bytes");
        }
        return text;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    BlobCondition condition() {
        return new BlobCondition(tags("If-Match"), tags("If-None-Match"), HttpTime.parse(headers.get("If-Modified-Since")),
                HttpTime.parse(headers.get("If-Unmodified-Since")));
    }

    private List<String> tags(String name) {
        List<String> tags = new ArrayList<>();
        for (String tag : header(name).map(text -> text.split(",")).orElse(NO_TAGS)) {
            tags.add(quoted(tag.strip()));
        }
        return tags;
    }

    /** Some clients leave the quotation marks out. */
    private static String quoted(String tag) {
        return tag.equals("*") || tag.startsWith("\"") ? tag : "\"" + tag + "\"";
    }

    /** A blob that is put whole has the request's own type and checksum unless it says otherwise. */
    BlobOrder order() {
        Map<String, String> kept = new HashMap<>();
        if (operation == BlobOperation.PUT_BLOB) {
            header("Content-Type").ifPresent(type -> kept.put("content-type", type));
            header("Content-MD5").ifPresent(md5 -> kept.put("content-md5", md5));
        }
        headers.forEach(header -> keep(header.getKey().toLowerCase(Locale.ROOT), header.getValue(), kept));
        kept.remove("content-type", DEFAULT_TYPE);
        if (kept.entrySet().stream().mapToInt(header -> header.getKey().length() + header.getValue().length())
                .sum() > MAX_HEADERS) {
            throw new BlobRefusal(BlobError.METADATA_TOO_LARGE, "A blob may have 8 KB of metadata");
        }
        return new BlobOrder(blob, condition(), kept);
    }

    private static void keep(String name, String value, Map<String, String> kept) {
        if (name.startsWith(META)) {
            kept.put(name, value);
        } else if (name.startsWith(BLOB) && OF_BLOB.contains(name.substring(BLOB.length()))) {
            kept.put(name.substring(BLOB.length()), value);
        }
    }
}
