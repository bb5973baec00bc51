package io.nave.bench;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;

/** Cuts what arrives into MQTT packets, wherever TCP has cut it. Confined to the connection's event loop. */
final class MqttReader {

    private static final int LONGEST_LENGTH = 4; // bytes of the remaining length (MQTT 3.1.1 §2.2.3)

    private final Packets packets;
    private @Nullable ByteBuf left;

    /** Is told every packet. */
    @FunctionalInterface
    interface Packets {

        /** The packet's first byte; what follows its length are the next {@code length} bytes, to be left unread or not. */
        void packet(int first, ByteBuf in, int length);
    }

    MqttReader(Packets packets) {
        this.packets = packets;
    }

    /** Takes over the bytes. */
    void read(ByteBufAllocator allocator, ByteBuf bytes) {
        ByteBuf all = left == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, left, bytes);
        left = all;
        while (nextPacket(all)) {
            continue;
        }
        if (!all.isReadable()) {
            release();
        }
    }

    private boolean nextPacket(ByteBuf in) {
        int length = 0;
        for (int i = 1; i <= LONGEST_LENGTH && i < in.readableBytes(); i++) {
            int part = in.getUnsignedByte(in.readerIndex() + i);
            length |= (part & 127) << 7 * (i - 1);
            if (part < 128) {
                return whole(in, 1 + i, length);
            }
        }
        return false;
    }

    private boolean whole(ByteBuf in, int head, int length) {
        if (in.readableBytes() < head + length) {
            return false;
        }
        int first = in.readUnsignedByte();
        in.skipBytes(head - 1);
        int end = in.readerIndex() + length;
        packets.packet(first, in, length);
        in.readerIndex(end);
        return true;
    }

    /** Forgets what was left of a packet that is not whole. */
    void release() {
        if (left != null) {
            left.release();
            left = null;
        }
    }
}
