package io.nave.endpoint.storage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Values in the binary encoding of Avro 1.x. Confined to one file. */
final class AvroBytes {

    private static final int SEVEN_BITS = 0x7f;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Zigzag, seven bits a byte, the least significant first. */
    void writeLong(long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~SEVEN_BITS) != 0) {
            out.write((int) (rest & SEVEN_BITS | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    void writeBytes(byte[] bytes) {
        writeLong(bytes.length);
        out.writeBytes(bytes);
    }

    void writeString(String text) {
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One block with all of it, and the empty one that ends it. */
    void writeMap(Map<String, String> values) {
        if (!values.isEmpty()) {
            writeLong(values.size());
            values.forEach(this::writeEntry);
        }
        writeLong(0);
    }

    private void writeEntry(String key, String value) {
        writeString(key);
        writeString(value);
    }

    /** As they are, without their length. */
    void writeRaw(byte[] bytes) {
        out.writeBytes(bytes);
    }

    int size() {
        return out.size();
    }

    /** All that was written since this was called last. */
    byte[] take() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }
}
