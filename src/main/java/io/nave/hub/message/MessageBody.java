package io.nave.hub.message;

import java.util.Arrays;

/**
 * The payload of a message. It owns its bytes: the adapter copies them once from the socket buffer and hands the array over;
 * nobody writes to it afterwards.
 */
public final class MessageBody {

    private static final MessageBody EMPTY = new MessageBody(new byte[0]);

    private final byte[] bytes;

    private MessageBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array over without copying it; the caller must not touch it again. */
    public static MessageBody of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new MessageBody(bytes);
    }

    public int length() {
        return bytes.length;
    }

    /** The bytes themselves, not a copy: read only. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageBody body && Arrays.equals(bytes, body.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
