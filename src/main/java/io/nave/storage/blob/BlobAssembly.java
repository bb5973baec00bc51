package io.nave.storage.blob;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.BlockId;
import io.nave.hub.blobs.BlockList.Block;
import io.nave.hub.blobs.ListedBlock;

/** Puts the blocks of a list together in a new file, each from where the list says that it is. For one worker thread. */
final class BlobAssembly {

    private final Map<BlockId, Piece> committed = new HashMap<>();
    private final Map<BlockId, Piece> uncommitted = new HashMap<>();

    /** Where the bytes of a block are. */
    private record Piece(Path file, long from, long size) {
    }

    /** Knows the blocks of the blob that is there, which lie in its file one after the other. */
    void addCommitted(Path file, List<Block> blocks) {
        long from = 0;
        for (Block block : blocks) {
            committed.putIfAbsent(block.id(), new Piece(file, from, block.size()));
            from += block.size();
        }
    }

    void addUncommitted(Path file, Block block) {
        uncommitted.put(block.id(), new Piece(file, 0, block.size()));
    }

    /** The blocks as listed, with their sizes. Fails with INVALID_BLOCK_LIST when one is not there. */
    List<Block> blocks(List<ListedBlock> list) {
        List<Block> blocks = new ArrayList<>();
        list.forEach(listed -> blocks.add(new Block(listed.id(), piece(listed).size())));
        return blocks;
    }

    /** Fails with INVALID_BLOCK_LIST when one is not there, or no more. */
    void write(List<ListedBlock> list, Path target) throws IOException {
        try (FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ListedBlock listed : list) {
                copy(piece(listed), out);
            }
            out.force(true);
        } catch (NoSuchFileException e) {
            throw missing();
        }
    }

    private Piece piece(ListedBlock listed) {
        Piece piece = switch (listed.from()) {
            case COMMITTED -> committed.get(listed.id());
            case UNCOMMITTED -> uncommitted.get(listed.id());
            case LATEST -> latest(listed.id());
        };
        if (piece == null) {
            throw missing();
        }
        return piece;
    }

    private @Nullable Piece latest(BlockId id) {
        Piece put = uncommitted.get(id);
        return put == null ? committed.get(id) : put;
    }

    private static BlobRefusal missing() {
        return new BlobRefusal(BlobError.INVALID_BLOCK_LIST, "The list names a block that was not put, or not lately");
    }

    private static void copy(Piece piece, FileChannel out) throws IOException {
        try (FileChannel in = FileChannel.open(piece.file(), StandardOpenOption.READ)) {
            long done = 0;
            while (done < piece.size()) {
                long copied = in.transferTo(piece.from() + done, piece.size() - done, out);
                if (copied <= 0) {
                    throw new EOFException(piece.file() + " is shorter than it was");
                }
                done += copied;
            }
        }
    }
}
