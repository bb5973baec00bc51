package io.nave.bench;

import java.util.Random;

import io.netty.buffer.ByteBuf;

/**
 * The bodies of a device's telemetry messages. Every one is another, cut from random text: a body that repeats would let a
 * store
 * compress away what it is measured with.
 */
final class TelemetryBody {

    private static final int POOL = 1 << 16;
    private static final byte[] TEXT = randomText();

    private final int size;
    private int position;

    TelemetryBody(String deviceId, int size) {
        this.size = size;
        this.position = deviceId.hashCode() & POOL - 1;
    }

    /** Bytes of each. */
    int size() {
        return size;
    }

    /** Writes the next one. */
    void write(ByteBuf out) {
        int left = size;
        while (left > 0) {
            int part = Math.min(left, POOL - position);
            out.writeBytes(TEXT, position, part);
            position = position + part & POOL - 1;
            left -= part;
        }
    }

    private static byte[] randomText() {
        Random random = new Random(42);
        byte[] text = new byte[POOL];
        for (int i = 0; i < POOL; i++) {
            text[i] = (byte) (' ' + random.nextInt(95));
        }
        return text;
    }
}
