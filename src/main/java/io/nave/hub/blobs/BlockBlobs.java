package io.nave.hub.blobs;

import java.util.List;
import java.util.Optional;

import io.nave.hub.files.BlobName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The port to the hub's own container, which every replica shares. A blob becomes visible as a whole and is stored when that is
 * told; what failed, or was not finished in time, leaves nothing behind. Bodies pass through in pieces. Every method fails with
 * a {@link BlobRefusal}: SERVER_BUSY when the disk is about to be full, INTERNAL_ERROR when it fails. From any thread.
 */
public interface BlockBlobs {

    /** Makes sure that blobs can be written; fails with an IllegalStateException that names the setting. */
    Uni<Void> open();

    /**
     * Writes a blob at once, as long as was announced. Fails with REQUEST_BODY_TOO_LARGE before it reads anything, with
     * INVALID_INPUT, MD5_MISMATCH or CRC64_MISMATCH when the body is not the announced one, and as the condition says.
     */
    Uni<BlobState> put(BlobOrder order, AnnouncedBody announced, Multi<byte[]> body);

    /** Keeps a block until a list makes a blob of it. Fails like {@link #put}, and when there are too many blocks. */
    Uni<Void> putBlock(BlobName blob, BlockId id, AnnouncedBody announced, Multi<byte[]> body);

    /**
     * Makes a blob of these blocks, in this order; the others are dropped. Fails with INVALID_BLOCK_LIST when one is missing.
     */
    Uni<BlobState> putBlockList(BlobOrder order, List<ListedBlock> blocks);

    /** Fails with BLOB_NOT_FOUND when there is neither a blob nor a block of one. */
    Uni<BlockList> blockList(BlobName blob);

    Uni<Optional<BlobState>> find(BlobName blob);

    /** Fails with BLOB_NOT_FOUND. The caller reads or closes it. */
    Uni<BlobContent> read(BlobName blob);

    /** Fails with BLOB_NOT_FOUND and as the condition says. */
    Uni<Void> delete(BlobName blob, BlobCondition condition);

    /** Removes what was begun and not finished in time, for ever. */
    Multi<Void> upkeep();
}
