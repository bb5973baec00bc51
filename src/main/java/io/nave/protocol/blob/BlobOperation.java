package io.nave.protocol.blob;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.BlobRight;

/** What a request wants of a blob, and which rights allow it: one of them is enough. */
enum BlobOperation {
    PUT_BLOB,
    PUT_BLOCK,
    PUT_BLOCK_LIST,
    GET_BLOB,
    GET_PROPERTIES,
    GET_BLOCK_LIST,
    DELETE_BLOB;

    private static final Map<String, BlobOperation> SERVED = Map.of("PUT ", PUT_BLOB, "PUT block", PUT_BLOCK, "PUT blocklist",
            PUT_BLOCK_LIST, "GET ", GET_BLOB, "HEAD ", GET_PROPERTIES, "GET blocklist", GET_BLOCK_LIST, "DELETE ", DELETE_BLOB);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "DELETE");
    /** Parameters that mean another thing than the blob itself. */
    private static final Set<String> ELSEWHERE = Set.of("restype", "snapshot", "versionid");

    List<BlobRight> rights() {
        return switch (this) {
            case PUT_BLOB, PUT_BLOCK, PUT_BLOCK_LIST -> List.of(BlobRight.WRITE, BlobRight.CREATE);
            case GET_BLOB, GET_PROPERTIES, GET_BLOCK_LIST -> List.of(BlobRight.READ);
            case DELETE_BLOB -> List.of(BlobRight.DELETE);
        };
    }

    /** Fails with UNSUPPORTED_HTTP_VERB or NOT_IMPLEMENTED. */
    static BlobOperation of(String method, Map<String, String> query) {
        if (!METHODS.contains(method)) {
            throw new BlobRefusal(BlobError.UNSUPPORTED_HTTP_VERB, "A blob is put, got or deleted");
        }
        BlobOperation operation = SERVED.get(method + " " + query.getOrDefault("comp", ""));
        if (operation == null || ELSEWHERE.stream().anyMatch(query::containsKey)) {
            throw new BlobRefusal(BlobError.NOT_IMPLEMENTED,
                    "This storage serves Put Blob, Put Block, Put Block List, Get Blob,"
                            + " Get Blob Properties, Get Block List and Delete Blob");
        }
        return operation;
    }
}
