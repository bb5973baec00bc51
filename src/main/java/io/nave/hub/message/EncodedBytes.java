package io.nave.hub.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being written, in an array that grows. Not safe for several threads: its owner locks. */
public final class EncodedBytes {

    private byte[] bytes;
    private int length;

    public EncodedBytes(int capacity) {
        this.bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** The array itself, valid up to {@link #length()} and until the next write. */
    public byte[] array() {
        return bytes;
    }

    /** How much fits without making room. */
    public int capacity() {
        return bytes.length;
    }

    /** Forgets what was written and keeps the room. */
    public void clear() {
        length = 0;
    }

    /** Forgets what was written after this length. */
    public void truncate(int shorter) {
        length = Math.min(length, shorter);
    }

    public void writeByte(int value) {
        ensureRoom(1);
        bytes[length++] = (byte) value;
    }

    /** Eight bytes, big-endian. */
    public void writeLong(long value) {
        ensureRoom(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    /** Four bytes, big-endian. */
    public void writeInt(int value) {
        ensureRoom(4);
        putInt(length, value);
        length += 4;
    }

    /** Overwrites four bytes that were written before. */
    public void putInt(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    /** Seven bits a byte, low bits first; the top bit says that more follow. */
    public void writeVarint(int value) {
        ensureRoom(5);
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            bytes[length++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    public void writeBytes(byte[] source) {
        ensureRoom(source.length);
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
    }

    /** Length as varint, then UTF-8; ASCII text is copied without a detour. */
    public void writeText(String text) {
        if (text.length() < 0x80 && isAscii(text)) {
            ensureRoom(1 + text.length());
            bytes[length++] = (byte) text.length();
            copyAscii(text);
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            writeVarint(utf8.length);
            writeBytes(utf8);
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("deprecation") // the only copy of ASCII text that makes no array
    private void copyAscii(String text) {
        text.getBytes(0, text.length(), bytes, length);
        length += text.length();
    }

    private void ensureRoom(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
