package io.nave.hub.message.amqp;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.nave.hub.message.EncodedBytes;

/**
 * Writes AMQP 1.0 values (part 1 §1.6). Events are written with it instead of the codec of the engine, because their sections
 * have a fixed shape and this is what every delivered event costs. Not safe for several threads.
 */
public final class AmqpBytes {

    private static final int NULL = 0x40;
    private static final int TRUE = 0x41;
    private static final int INT = 0x71;
    private static final int LONG = 0x81;
    private static final int TIMESTAMP = 0x83;
    private static final int ULONG = 0x80;
    private static final int UBYTE = 0x50;
    private static final int UUID_16 = 0x98;
    private static final int BINARY_8 = 0xA0;
    private static final int BINARY_32 = 0xB0;
    private static final int STRING_8 = 0xA1;
    private static final int STRING_32 = 0xB1;
    private static final int SYMBOL_8 = 0xA3;
    private static final int SYMBOL_32 = 0xB3;
    private static final int LIST_32 = 0xD0;
    private static final int MAP_32 = 0xD1;

    private final EncodedBytes out = new EncodedBytes(4096);

    /** Forgets what was written and keeps the room. */
    public void clear() {
        out.clear();
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return out.toByteArray();
    }

    /** The descriptor of a section, for example 0x72 for message annotations. */
    public void section(int code) {
        out.writeByte(0x00);
        out.writeByte(0x53);
        out.writeByte(code);
    }

    /** Starts a map; returns what {@link #end} needs. */
    public int startMap() {
        return start(MAP_32);
    }

    /** Starts a list; returns what {@link #end} needs. */
    public int startList() {
        return start(LIST_32);
    }

    private int start(int constructor) {
        out.writeByte(constructor);
        int at = out.length();
        out.writeLong(0); // size and count, known at the end
        return at;
    }

    /** Ends a map or a list that has this many elements; a map has two for each entry. */
    public void end(int start, int elements) {
        out.putInt(start, out.length() - start - 4);
        out.putInt(start + 4, elements);
    }

    public void writeNull() {
        out.writeByte(NULL);
    }

    public void writeTrue() {
        out.writeByte(TRUE);
    }

    public void writeInt(int value) {
        out.writeByte(INT);
        out.writeInt(value);
    }

    public void writeLong(long value) {
        out.writeByte(LONG);
        out.writeLong(value);
    }

    /** An unsigned long; {@code value} is its bits. */
    public void writeUlong(long value) {
        out.writeByte(ULONG);
        out.writeLong(value);
    }

    public void writeUbyte(int value) {
        out.writeByte(UBYTE);
        out.writeByte(value);
    }

    public void writeUuid(UUID value) {
        out.writeByte(UUID_16);
        out.writeLong(value.getMostSignificantBits());
        out.writeLong(value.getLeastSignificantBits());
    }

    /** Milliseconds since 1970. */
    public void writeTimestamp(long millis) {
        out.writeByte(TIMESTAMP);
        out.writeLong(millis);
    }

    public void writeString(String text) {
        variable(STRING_8, STRING_32, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A string, or null. */
    public void writeStringOrNull(@Nullable String text) {
        if (text == null) {
            writeNull();
        } else {
            writeString(text);
        }
    }

    /** A symbol is ASCII; other characters become question marks. */
    public void writeSymbol(String text) {
        variable(SYMBOL_8, SYMBOL_32, text.getBytes(StandardCharsets.US_ASCII));
    }

    public void writeBinary(byte[] bytes) {
        variable(BINARY_8, BINARY_32, bytes);
    }

    private void variable(int small, int large, byte[] bytes) {
        if (bytes.length < 256) {
            out.writeByte(small);
            out.writeByte(bytes.length);
        } else {
            out.writeByte(large);
            out.writeInt(bytes.length);
        }
        out.writeBytes(bytes);
    }
}
