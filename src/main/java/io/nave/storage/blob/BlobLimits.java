package io.nave.storage.blob;

import java.time.Duration;

/** What the directory takes; sizes in bytes. */
record BlobLimits(long maxBlobSize, long maxBlockSize, int maxBlocks, Duration keepUnfinished, long keepFree) {

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final int MOST_BLOCKS = 50_000;

    /** Fails when a limit is out of range; the message names the setting. */
    BlobLimits {
        require(maxBlobSize > 0, "max-blob-size must be at least 1 byte");
        require(maxBlockSize > 0, "max-block-size must be at least 1 byte");
        require(maxBlocks > 0 && maxBlocks <= MOST_BLOCKS, "max-blocks must be 1 to 50000");
        require(keepUnfinished.compareTo(SHORTEST) >= 0 && keepUnfinished.compareTo(LONGEST) <= 0,
                "keep-unfinished must be one minute to 30 days");
        require(keepFree >= 0, "keep-free must not be negative");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("nave.files." + message);
        }
    }
}
