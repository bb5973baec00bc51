package io.nave.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

import io.netty.buffer.ByteBuf;

/**
 * How the body of a message begins that is looked for at endpoints: when it was sent or due ({@link System#nanoTime()}), its
 * number, counted by its device from 0, and the device's index.
 */
record NumberedBody(long sentAt, long number, int device) {

    /** Bytes; a multiple of three, so that they can be read apart from what follows in base64. */
    static final int BYTES = 18;
    /** How many devices can be told apart. */
    static final int MOST_DEVICES = 1 << Short.SIZE;
    /** Characters in base64. */
    static final int CHARACTERS = BYTES / 3 * 4;

    /** Writes it over what is there. */
    void set(ByteBuf out, int at) {
        out.setLong(at, sentAt).setLong(at + 8, number).setShort(at + 16, device);
    }

    /** Reads it from text in base64. */
    static NumberedBody parse(byte[] text, int at) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(Arrays.copyOfRange(text, at, at + CHARACTERS)));
        return new NumberedBody(bytes.getLong(), bytes.getLong(), Short.toUnsignedInt(bytes.getShort()));
    }
}
