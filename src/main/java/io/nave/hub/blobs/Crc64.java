package io.nave.hub.blobs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The CRC-64 of Azure's storage services, known elsewhere as CRC-64/NVME. Confined to one body. */
final class Crc64 {

    /** 0xAD93D23594C93659 with its bits in reverse order. */
    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final long[] TABLE = table();

    private long state = -1;

    private static long[] table() {
        long[] table = new long[256];
        for (int i = 0; i < table.length; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ POLYNOMIAL;
            }
            table[i] = value;
        }
        return table;
    }

    void update(byte[] bytes) {
        long value = state;
        for (byte b : bytes) {
            value = TABLE[(int) (value ^ b) & 0xff] ^ value >>> 8;
        }
        state = value;
    }

    /** Eight bytes, the lowest first. */
    byte[] digest() {
        return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(~state).array();
    }
}
