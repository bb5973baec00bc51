package io.nave.protocol.blob;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** So many bytes of which each 8 are another number, without having them. */
final class PatternStream extends InputStream {

    private final long size;
    private long position;

    PatternStream(long size) {
        this.size = size;
    }

    @Override
    public int read() {
        return position == size ? -1 : at(position++) & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        Objects.checkFromIndexSize(from, length, into.length);
        int count = (int) Math.min(length, size - position);
        for (int i = 0; i < count; i++) {
            into[from + i] = at(position + i);
        }
        position += count;
        return count == 0 && length > 0 ? -1 : count;
    }

    private static byte at(long position) {
        return (byte) (position >>> 3 >>> 8 * (position & 7));
    }

    /** Reads to the end; where the first byte is that is another one, or the end when all are the same and as many. */
    static long same(InputStream other, long size) throws IOException {
        byte[] piece = new byte[1 << 16];
        long position = 0;
        for (int read = other.read(piece); read >= 0; read = other.read(piece)) {
            for (int i = 0; i < read; i++) {
                if (position == size || piece[i] != at(position)) {
                    return -1 - position;
                }
                position++;
            }
        }
        return position;
    }
}
