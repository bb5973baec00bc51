package io.nave.storage.blob;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a stream of bytes into blocks of one size, the last one perhaps smaller. Holds one block. Confined to one stream. */
final class BlockCutter {

    private final byte[] block;
    private int filled;

    BlockCutter(int blockSize) {
        this.block = new byte[blockSize];
    }

    /** The blocks that these bytes fill. */
    List<byte[]> add(byte[] bytes) {
        List<byte[]> full = new ArrayList<>();
        for (int from = 0; from < bytes.length;) {
            int taken = Math.min(bytes.length - from, block.length - filled);
            System.arraycopy(bytes, from, block, filled, taken);
            from += taken;
            filled += taken;
            if (filled == block.length) {
                full.addAll(rest());
            }
        }
        return full;
    }

    /** What has filled no block. */
    List<byte[]> rest() {
        List<byte[]> rest = filled == 0 ? List.of() : List.of(Arrays.copyOf(block, filled));
        filled = 0;
        return rest;
    }
}
