package io.nave.hub.blobs;

/** A block that a blob is to consist of, and where it is looked for. */
public record ListedBlock(BlockId id, From from) {

    /** Where a block is looked for. */
    public enum From {
        /** Among those that the blob consists of by now. */
        COMMITTED,
        /** Among those that were put since. */
        UNCOMMITTED,
        /** Among those that were put since, and else among those of the blob. */
        LATEST
    }
}
