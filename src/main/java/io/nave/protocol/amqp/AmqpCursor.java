package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.nave.hub.id.WireTime;

/**
 * Reads encoded AMQP 1.0 values (part 1 §1.6) out of an array, without making objects of what nobody asks for. Telemetry is
 * read
 * with it instead of the codec of the engine, because this is what every message costs. Fails with IllegalArgumentException or
 * IndexOutOfBoundsException on bytes that are no such values. Not safe for several threads.
 */
final class AmqpCursor {

    private static final int DESCRIBED = 0x00;
    private static final int NULL = 0x40;
    private static final int LONGEST_DESCRIPTOR = 64;
    private static final String[] SECTION_NAMES = { "amqp:header:list", "amqp:delivery-annotations:map",
            "amqp:message-annotations:map", "amqp:properties:list", "amqp:application-properties:map", "amqp:data:binary",
            "amqp:amqp-sequence:list", "amqp:amqp-value:*", "amqp:footer:map" };
    private static final int FIRST_SECTION = 0x70;

    private final byte[] bytes;
    private final int end;
    private int at;

    /** Reads {@code length} bytes from there. */
    AmqpCursor(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    boolean hasRemaining() {
        return at < end;
    }

    /** The descriptor of a section, 0x70 to 0x78 for those of a message; the section's value comes next. */
    int section() {
        if (octet() != DESCRIBED) {
            throw malformed("a section begins with its descriptor");
        }
        int constructor = octet();
        return switch (constructor) {
            case 0x53 -> octet();
            case 0x80 -> Math.clamp(number(8), 0, Integer.MAX_VALUE);
            case 0xA3, 0xB3 -> named(text(variable(constructor)));
            default -> throw malformed("a descriptor is a ulong or a symbol");
        };
    }

    private static int named(String name) {
        for (int i = 0; i < SECTION_NAMES.length; i++) {
            if (SECTION_NAMES[i].equals(name)) {
                return FIRST_SECTION + i;
            }
        }
        throw malformed("there is no section of this name");
    }

    /** Begins a list or a map: how many elements follow, a key and its value being two. */
    int startCompound() {
        int constructor = octet();
        return switch (constructor) {
            case NULL, 0x45 -> 0;
            case 0xC0, 0xC1 -> {
                int size = octet();
                yield count(size, octet(), 1);
            }
            case 0xD0, 0xD1 -> {
                int size = length(number(4));
                yield count(size, length(number(4)), 4);
            }
            default -> throw malformed("a list or a map is expected");
        };
    }

    /** Each element takes a byte at least. */
    private int count(int size, int count, int ofCount) {
        if (size < ofCount || size - ofCount > end - at || count > size - ofCount) {
            throw malformed("a list or a map is longer than its message");
        }
        return count;
    }

    /** The bytes of a binary value; empty for null. */
    byte[] binary() {
        int constructor = octet();
        if (constructor == NULL) {
            return new byte[0];
        }
        if (constructor != 0xA0 && constructor != 0xB0) {
            throw malformed("a binary value is expected");
        }
        int length = variable(constructor);
        byte[] value = new byte[length];
        System.arraycopy(bytes, at - length, value, 0, length);
        return value;
    }

    /** Whether the next value is binary or null, so that {@link #binary} can read it. */
    boolean isBinary() {
        int constructor = peek();
        return constructor == NULL || constructor == 0xA0 || constructor == 0xB0;
    }

    /** A simple value as text: what it says, not how it was written; null for null. Bytes are taken for UTF-8. */
    @Nullable
    String textOrNull() {
        int constructor = octet();
        return switch (constructor) {
            case NULL -> null;
            case 0x41 -> "true";
            case 0x42 -> "false";
            case 0x56 -> Boolean.toString(octet() != 0);
            case 0x43, 0x44 -> "0";
            case 0x50, 0x52, 0x53 -> Integer.toString(octet());
            case 0x51, 0x54, 0x55 -> Integer.toString((byte) octet());
            case 0x60 -> Long.toString(number(2));
            case 0x61 -> Integer.toString((short) number(2));
            case 0x70 -> Long.toString(number(4));
            case 0x71 -> Integer.toString((int) number(4));
            case 0x72 -> Float.toString(Float.intBitsToFloat((int) number(4)));
            case 0x73 -> Character.toString((int) number(4));
            case 0x80 -> Long.toUnsignedString(number(8));
            case 0x81 -> Long.toString(number(8));
            case 0x82 -> Double.toString(Double.longBitsToDouble(number(8)));
            case 0x83 -> WireTime.of(Instant.ofEpochMilli(number(8)));
            case 0x98 -> new UUID(number(8), number(8)).toString();
            case 0xA0, 0xA1, 0xA3, 0xB0, 0xB1, 0xB3 -> text(variable(constructor));
            default -> throw malformed("a text, a number, true or false, a date, a UUID or bytes are expected");
        };
    }

    /** Steps over one value, whatever it is. */
    void skip() {
        int constructor = octet();
        int described = 0;
        while (constructor == DESCRIBED) {
            if (++described > LONGEST_DESCRIPTOR) {
                throw malformed("descriptors are nested without end");
            }
            skip(octet()); // the descriptor itself, which is a simple value in all that is sent
            constructor = octet();
        }
        skip(constructor);
    }

    private void skip(int constructor) {
        switch (constructor >> 4) {
            case 0x4 -> step(0);
            case 0x5 -> step(1);
            case 0x6 -> step(2);
            case 0x7 -> step(4);
            case 0x8 -> step(8);
            case 0x9 -> step(16);
            case 0xA, 0xB, 0xC, 0xD, 0xE, 0xF -> variable(constructor);
            default -> throw malformed("there is no such type");
        }
    }

    /** Reads the size of a variable-width value and steps over its bytes. */
    private int variable(int constructor) {
        int length = (constructor & 0x10) == 0 ? octet() : length(number(4));
        step(length);
        return length;
    }

    private void step(int length) {
        if (length > end - at) {
            throw malformed("a value is longer than its message");
        }
        at += length;
    }

    private String text(int length) {
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    private static int length(long value) {
        if (value > Integer.MAX_VALUE) {
            throw malformed("a value is longer than its message");
        }
        return (int) value;
    }

    private int peek() {
        if (at >= end) {
            throw malformed("a value is missing");
        }
        return bytes[at] & 0xFF;
    }

    private int octet() {
        int value = peek();
        at++;
        return value;
    }

    private long number(int width) {
        step(width);
        long value = 0;
        for (int i = at - width; i < at; i++) {
            value = value << 8 | bytes[i] & 0xFF;
        }
        return value;
    }

    private static IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException(what);
    }
}
