package io.nave.bench;

import io.netty.buffer.ByteBuf;

/**
 * Reads the disposition by which a receiver says that it has accepted and settled deliveries, one or a range of them (AMQP 1.0
 * §2.7.6), where it stands and without an object. Confined to one thread.
 *
 * <pre>
 *   00 53 15 │ c0 size count │ 41 role │ first │ last or 40 │ 41 settled │ 00 53 24 45 accepted │ batchable
 * </pre>
 */
final class AcceptedRange {

    private static final int DISPOSITION = 0x00_53_15;
    private static final int ACCEPTED = 0x00_53_24_45;
    private static final int SHORT_LIST = 0xC0;
    private static final int NULL = 0x40;
    private static final int TRUE = 0x41;
    private static final int ZERO = 0x43;
    private static final int SMALL = 0x52;
    private static final int UINT = 0x70;
    private static final int FIELDS_UP_TO_STATE = 5;
    private static final int HEAD = 6;
    private static final long NONE = -1;
    private static final long UNKNOWN = -2;

    private long first;
    private long last;

    /** Whether the next {@code length} bytes are one; they are left unread. */
    boolean read(ByteBuf in, int length) {
        int start = in.readerIndex();
        boolean understood = length > HEAD && in.readUnsignedMedium() == DISPOSITION && in.readUnsignedByte() == SHORT_LIST
                && in.skipBytes(1).readUnsignedByte() >= FIELDS_UP_TO_STATE && fields(in, start + length);
        in.readerIndex(start);
        return understood;
    }

    private boolean fields(ByteBuf in, int end) {
        if (in.readUnsignedByte() != TRUE) {
            return false;
        }
        first = uint(in);
        last = uint(in);
        last = last == NONE ? first : last;
        return first >= 0 && last >= first && in.readUnsignedByte() == TRUE
                && end - in.readerIndex() >= Integer.BYTES && in.readInt() == ACCEPTED;
    }

    private static long uint(ByteBuf in) {
        return switch (in.readUnsignedByte()) {
            case NULL -> NONE;
            case ZERO -> 0;
            case SMALL -> in.readUnsignedByte();
            case UINT -> in.readUnsignedInt();
            default -> UNKNOWN;
        };
    }

    /** The first delivery-id of what was read. */
    int first() {
        return (int) first;
    }

    /** The last delivery-id of what was read. */
    int last() {
        return (int) last;
    }
}
