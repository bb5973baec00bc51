package io.nave.protocol.amqp;

/**
 * Bytes of messages that have begun to come over a connection and are not whole yet. A client may send several at a time, one
 * on
 * each link, so they are counted together. Confined to the connection's event loop.
 */
final class PartialBytes {

    static final long MAX = 32L * 1024 * 1024;

    private long bytes;

    /** Notes that there are more, or fewer; false when there are too many. */
    boolean change(int difference) {
        bytes += difference;
        return bytes <= MAX;
    }
}
