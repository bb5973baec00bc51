package io.nave.hub.blobs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.files.BlobStore;

/**
 * Signs for the whole container where uploaded files lie, so that an operator can name it to an import or export job (semantics
 * §7.3) or to a storage client. From any thread.
 */
@Singleton
public final class ContainerGrants {

    /** What a job needs. */
    public static final String FOR_JOBS = "rwd";
    /** How long a signature lasts when nothing is said. */
    public static final Duration USUAL = Duration.ofHours(1);

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    private final BlobStore blobs;
    private final Clock clock;

    ContainerGrants(BlobStore blobs, Clock clock) {
        this.blobs = blobs;
        this.clock = clock;
    }

    /**
     * Signs for these rights, letters in any order. Fails with ARGUMENT_INVALID when a right is none or the time is not one
     * minute to seven days, and DEFAULT_STORAGE_ENDPOINT_NOT_CONFIGURED when the hub has no storage.
     */
    public ContainerGrant grant(String rights, Duration lasting) {
        if (lasting.compareTo(SHORTEST) < 0 || lasting.compareTo(LONGEST) > 0) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "A signature lasts one minute to seven days (PT1M to P7D)");
        }
        String ordered = ordered(rights);
        Instant expiry = clock.instant().plus(lasting).truncatedTo(ChronoUnit.SECONDS);
        return new ContainerGrant(blobs.containerUri(ordered, expiry), ordered, expiry);
    }

    /** In the order that the storage services want. */
    private static String ordered(String rights) {
        String ordered = Arrays.stream(BlobRight.values()).map(right -> String.valueOf(right.letter()))
                .filter(rights::contains).collect(Collectors.joining());
        if (ordered.isEmpty() || ordered.length() != rights.length()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "Permissions are some of r (read), c (create), w (write), d (delete) and l (list), each once");
        }
        return ordered;
    }
}
