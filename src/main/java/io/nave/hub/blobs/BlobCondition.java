package io.nave.hub.blobs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The conditions of a request (RFC 9110 §13): etags with their quotation marks, {@code *}, and times in seconds. No etag, no
 * condition.
 */
public record BlobCondition(List<String> match, List<String> noneMatch, Optional<Instant> modifiedSince,
        Optional<Instant> unmodifiedSince) {

    /** No condition. */
    public static final BlobCondition NONE = new BlobCondition(List.of(), List.of(), Optional.empty(), Optional.empty());

    private static final String ANY = "*";

    public BlobCondition {
        match = List.copyOf(match);
        noneMatch = List.copyOf(noneMatch);
    }

    /** The same and also that there is no such blob. */
    public BlobCondition butCreateOnly() {
        return new BlobCondition(match, List.of(ANY), modifiedSince, unmodifiedSince);
    }

    /** Whether there must be no such blob. */
    public boolean isCreateOnly() {
        return noneMatch.contains(ANY);
    }

    /** Fails with BLOB_ALREADY_EXISTS or CONDITION_NOT_MET when what is there must not be written over or deleted. */
    public void requireForWriting(Optional<BlobState> present) {
        if (isCreateOnly() && present.isPresent()) {
            throw alreadyThere();
        }
        if (present.map(this::holds).orElse(match.isEmpty()) && !present.map(this::isUnchanged).orElse(false)) {
            return;
        }
        throw notMet();
    }

    /** Fails with CONDITION_NOT_MET or NOT_MODIFIED when the blob is not the one that the reader wants. */
    public void requireForReading(BlobState present) {
        if (!holds(present)) {
            throw notMet();
        }
        if (isUnchanged(present)) {
            throw new BlobRefusal(BlobError.NOT_MODIFIED, "The blob is the one that the client has");
        }
    }

    /** What is told when it must not be there and is. */
    public static BlobRefusal alreadyThere() {
        return new BlobRefusal(BlobError.BLOB_ALREADY_EXISTS, "There is a blob of this name");
    }

    private static BlobRefusal notMet() {
        return new BlobRefusal(BlobError.CONDITION_NOT_MET, "The blob is not the one that the request is for");
    }

    private boolean holds(BlobState present) {
        boolean same = match.isEmpty() || match.contains(ANY) || match.contains(present.etag());
        return same && unmodifiedSince.map(time -> !seconds(present).isAfter(time)).orElse(true);
    }

    private boolean isUnchanged(BlobState present) {
        return noneMatch.contains(ANY) || noneMatch.contains(present.etag())
                || modifiedSince.map(time -> !seconds(present).isAfter(time)).orElse(false);
    }

    private static Instant seconds(BlobState state) {
        return state.modifiedAt().truncatedTo(ChronoUnit.SECONDS);
    }
}
