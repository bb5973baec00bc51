package io.nave.hub.blobs;

import java.util.List;

/** The blocks that a blob consists of, in order, and those that were put since; one that was put whole has none. */
public record BlockList(List<Block> committed, List<Block> uncommitted) {

    /** A block and how many bytes it has. */
    public record Block(BlockId id, long size) {
    }

    public BlockList {
        committed = List.copyOf(committed);
        uncommitted = List.copyOf(uncommitted);
    }
}
