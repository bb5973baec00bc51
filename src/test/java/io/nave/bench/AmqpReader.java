package io.nave.bench;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;

/** Cuts what arrives into AMQP frames, wherever TCP has cut it. Confined to the connection's event loop. */
final class AmqpReader {

    private static final long HEADER = 0x414D5150_00010000L; // "AMQP", protocol 0, version 1.0.0 (AMQP 1.0 §2.2)
    private static final int HEAD = 8;

    private final Frames frames;
    private @Nullable ByteBuf left;
    private boolean greeted;

    /** Is told every frame. */
    @FunctionalInterface
    interface Frames {

        /** A performative and its payload are the next {@code length} bytes, to be left unread or not; 0 for an empty frame. */
        void frame(ByteBuf in, int length);
    }

    AmqpReader(Frames frames) {
        this.frames = frames;
    }

    /** Takes over the bytes. Fails with a {@link BenchFailure} when they are no AMQP. */
    void read(ByteBufAllocator allocator, ByteBuf bytes) {
        ByteBuf all = left == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, left, bytes);
        left = all;
        while (all.readableBytes() >= HEAD && (greeted ? frame(all) : greeting(all))) {
            continue;
        }
        if (!all.isReadable()) {
            release();
        }
    }

    private boolean greeting(ByteBuf in) {
        long header = in.readLong();
        if (header != HEADER) {
            throw new BenchFailure("The server answered with " + Long.toHexString(header) + " instead of AMQP 1.0");
        }
        greeted = true;
        return true;
    }

    private boolean frame(ByteBuf in) {
        int start = in.readerIndex();
        int size = in.getInt(start);
        int offset = 4 * in.getUnsignedByte(start + 4);
        if (offset < HEAD || size < offset || size > AmqpPerformatives.MAX_FRAME_SIZE || in.getByte(start + 5) != 0) {
            throw new BenchFailure("The server sent no frame of AMQP: its head is " + Long.toHexString(in.getLong(start)));
        }
        if (in.readableBytes() < size) {
            return false;
        }
        in.skipBytes(offset);
        frames.frame(in, size - offset);
        in.readerIndex(start + size);
        return true;
    }

    /** Forgets what was left of a frame that is not whole. */
    void release() {
        if (left != null) {
            left.release();
            left = null;
        }
    }
}
