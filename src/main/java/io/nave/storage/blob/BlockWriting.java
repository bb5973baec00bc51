package io.nave.storage.blob;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import io.nave.hub.blobs.BlockId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Writes content of unknown length as a block blob: its blocks one after the other, then the list that makes a blob of them.
 * The
 * ids are those of one writing only, so that two that meet do not mix their blocks. Confined to one writing.
 */
final class BlockWriting {

    private final Target target;
    private final String writing = UUID.randomUUID().toString().substring(0, 18);
    private final List<BlockId> put = new ArrayList<>();

    /** The blob that is written. */
    interface Target {

        Uni<Void> putBlock(BlockId id, byte[] block);

        Uni<Void> putBlockList(List<BlockId> ids);
    }

    private BlockWriting(Target target) {
        this.target = target;
    }

    /** Takes a piece when the one before is stored; holds a block of {@code blockSize} bytes. */
    static Uni<Void> run(Multi<byte[]> content, int blockSize, Target target) {
        return Uni.createFrom().deferred(() -> new BlockWriting(target).run(content, new BlockCutter(blockSize)));
    }

    private Uni<Void> run(Multi<byte[]> content, BlockCutter cutter) {
        Multi<List<byte[]>> full = content.map(cutter::add);
        Multi<List<byte[]>> rest = Multi.createFrom().item(cutter::rest);
        return Multi.createBy().concatenating().streams(full, rest)
                .onItem().transformToMultiAndConcatenate(blocks -> Multi.createFrom().iterable(blocks))
                .onItem().transformToUniAndConcatenate(this::put)
                .collect().last()
                .chain(() -> target.putBlockList(put));
    }

    private Uni<Void> put(byte[] block) {
        String name = String.format("%s-%06d", writing, put.size());
        BlockId id = new BlockId(Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.US_ASCII)));
        put.add(id);
        return target.putBlock(id, block);
    }
}
