package io.nave.storage.blob;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

import io.nave.hub.blobs.QueryFields;

import static java.util.Objects.requireNonNullElse;

/**
 * What the signature for a container elsewhere says of itself; of one that rests on a policy of the account, or is for the
 * whole
 * account, that is not all. A signature that cannot do is refused before anything is sent.
 */
record ContainerSignature(Map<String, String> fields) {

    /** Of a query with its question mark. Fails with BLOB_CONTAINER_VALIDATION_ERROR when it cannot count at this time. */
    static ContainerSignature of(String query, Instant now) {
        ContainerSignature signature = new ContainerSignature(QueryFields.of(query.isEmpty() ? "" : query.substring(1)));
        signature.requireUsable(now);
        return signature;
    }

    ContainerSignature {
        fields = Map.copyOf(fields);
    }

    private String get(String name) {
        return requireNonNullElse(fields.get(name), "");
    }

    private void requireUsable(Instant now) {
        if (get("sig").isEmpty()) {
            throw JobBlobs.refused("The container URI has no signature (SAS) in its query");
        }
        if (!get("sr").isEmpty() && !get("sr").equals("c")) {
            throw JobBlobs.refused("The signature is not for a container (sr=c)");
        }
        if (isOver(now)) {
            throw JobBlobs.refused("The signature has expired");
        }
    }

    /** A time in another form is the account's to judge. */
    private boolean isOver(Instant now) {
        try {
            return !get("se").isEmpty() && !Instant.parse(get("se")).isAfter(now);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** Fails with BLOB_CONTAINER_VALIDATION_ERROR when it says that it does not permit all of these. */
    void require(String rights) {
        String permitted = get("sp");
        if (!permitted.isEmpty() && !rights.chars().allMatch(right -> permitted.indexOf(right) >= 0)) {
            throw JobBlobs.refused("The signature does not permit all of " + String.join(", ", rights.split("")));
        }
    }

    @Override
    public String toString() {
        return "ContainerSignature[sp=" + get("sp") + ", se=" + get("se") + "]";
    }
}
