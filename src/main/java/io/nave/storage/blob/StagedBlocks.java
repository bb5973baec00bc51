package io.nave.storage.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.BlockId;
import io.nave.hub.blobs.BlockList.Block;
import io.nave.hub.files.BlobName;

/** Blocks that wait for a list: of each blob a directory with a file for each block. For worker threads. */
final class StagedBlocks {

    private final BlobPaths paths;
    private final BlobLimits limits;

    StagedBlocks(BlobPaths paths, BlobLimits limits) {
        this.paths = paths;
        this.limits = limits;
    }

    /**
     * Fails with BLOCK_COUNT_EXCEEDS_LIMIT or REQUEST_BODY_TOO_LARGE when the blob would have too much, and with
     * INVALID_BLOB_OR_BLOCK when its block ids would have different lengths.
     */
    void requireRoom(BlobName blob, BlockId id, long size) throws IOException {
        List<Block> others = list(blob).stream().filter(block -> !block.id().equals(id)).toList();
        if (others.size() >= limits.maxBlocks()) {
            throw new BlobRefusal(BlobError.BLOCK_COUNT_EXCEEDS_LIMIT,
                    limits.maxBlocks() + " blocks wait for their list already");
        }
        if (others.stream().mapToLong(Block::size).sum() + size > limits.maxBlobSize()) {
            throw new BlobRefusal(BlobError.REQUEST_BODY_TOO_LARGE,
                    "The blocks of a blob may have " + limits.maxBlobSize() + " bytes in all");
        }
        if (!others.isEmpty() && others.getFirst().id().hex().length() != id.hex().length()) {
            throw new BlobRefusal(BlobError.INVALID_BLOB_OR_BLOCK, "All block ids of a blob have the same length");
        }
    }

    /** Takes over a file, which then is the block, also when there was one of this id. */
    void keep(BlobName blob, BlockId id, Path file) throws IOException {
        DurableFiles.move(file, fileOf(blob, id), paths.blocks());
    }

    Path fileOf(BlobName blob, BlockId id) {
        return paths.blocksOf(blob).resolve(id.hex());
    }

    /** In no particular order. */
    List<Block> list(BlobName blob) throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path file : DurableFiles.list(paths.blocksOf(blob))) {
            try {
                blocks.add(new Block(BlockId.ofHex(String.valueOf(file.getFileName())), Files.size(file)));
            } catch (NoSuchFileException e) {
                // a list has just made a blob of it
            }
        }
        return blocks;
    }

    void clear(BlobName blob) throws IOException {
        DurableFiles.clear(paths.blocksOf(blob));
    }
}
