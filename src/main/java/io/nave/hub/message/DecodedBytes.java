package io.nave.hub.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link EncodedBytes} wrote; a length that leads past the end fails with IllegalArgumentException. */
public final class DecodedBytes {

    private final byte[] bytes;
    private final int end;
    private int position;

    public DecodedBytes(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = from;
        this.end = to;
    }

    /** Where the next read begins, in the array. */
    public int position() {
        return position;
    }

    /** Where the bytes end, in the array. */
    public int end() {
        return end;
    }

    public int readByte() {
        require(1);
        return bytes[position++] & 0xFF;
    }

    public long readLong() {
        require(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | bytes[position++] & 0xFF;
        }
        return value;
    }

    public int readVarint() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = readByte();
            value |= (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IllegalArgumentException("A number is longer than five bytes");
    }

    public String readText() {
        int length = readVarint();
        require(length);
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    public byte[] readRest() {
        return Arrays.copyOfRange(bytes, position, end);
    }

    private void require(int length) {
        if (length < 0 || end - position < length) {
            throw new IllegalArgumentException("The message ends early");
        }
    }
}
