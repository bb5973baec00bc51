import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;

/** So many bytes that nobody could guess, as often as they are wanted, without having them. */
final class Content {

    private static final int PIECE = 1 << 16;

    private final long size;
    private final long seed = System.nanoTime();

    Content(long size) {
        this.size = size;
    }

    long size() {
        return size;
    }

    InputStream stream() {
        return new Bytes();
    }

    byte[] bytes() throws IOException {
        return stream().readAllBytes();
    }

    /** Reads to the end; fails when there is another byte, or another number of them. */
    void requireSame(InputStream other) throws IOException {
        InputStream own = stream();
        long position = 0;
        byte[] expected;
        do {
            expected = own.readNBytes(PIECE);
            Hub.check(Arrays.equals(other.readNBytes(PIECE), expected), "the bytes from " + position + " are those that were written");
            position += expected.length;
        } while (expected.length > 0);
    }

    private final class Bytes extends InputStream {

        private final Random random = new Random(seed);
        private final byte[] piece = new byte[PIECE];
        private long position;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** As much as is asked for: azure-storage-blob takes a new buffer of 4 MB for each call, however little comes. */
        @Override
        public int read(byte[] into, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, into.length);
            int count = (int) Math.min(length, size - position);
            for (int done = 0; done < count;) {
                done += copy(into, offset + done, count - done);
            }
            return count == 0 && length > 0 ? -1 : count;
        }

        private int copy(byte[] into, int offset, int length) {
            int from = (int) (position % PIECE);
            if (from == 0) {
                random.nextBytes(piece);
            }
            int count = Math.min(length, PIECE - from);
            System.arraycopy(piece, from, into, offset, count);
            position += count;
            return count;
        }
    }
}
