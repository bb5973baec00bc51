package io.nave.protocol.amqp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * The 16 bytes of a GUID as .NET orders them: the first three fields with their low byte first, the rest as written. A delivery
 * tag of these bytes is to {@code new Guid(tag)} the lock token whose text the hub knows (service-protocols §6.5).
 *
 * <pre>
 *   00112233-4455-6677-8899-aabbccddeeff  is  33 22 11 00  55 44  77 66  88 99 aa bb cc dd ee ff
 * </pre>
 */
final class GuidBytes {

    private GuidBytes() {
    }

    static byte[] of(UUID guid) {
        long fields = guid.getMostSignificantBits();
        return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (fields >>> 32)).putShort((short) (fields >>> 16)).putShort((short) fields)
                .order(ByteOrder.BIG_ENDIAN).putLong(guid.getLeastSignificantBits()).array();
    }
}
