package io.nave.protocol.amqp;

/**
 * Bytes of messages that came over a connection and are not stored yet. At too many, nothing more is read from its socket until
 * half of them are stored, so that a fast sender waits in TCP and not in the memory of the hub. Confined to the connection's
 * event loop.
 */
final class UnstoredBytes {

    static final int MAX = 4 * 1024 * 1024;

    private final AmqpTransport transport;
    private int bytes;
    private boolean holding;

    UnstoredBytes(AmqpTransport transport) {
        this.transport = transport;
    }

    void add(int count) {
        bytes += count;
        if (!holding && bytes > MAX) {
            holding = true;
            transport.hold();
        }
    }

    void remove(int count) {
        bytes -= count;
        if (holding && bytes <= MAX / 2) {
            holding = false;
            transport.release();
        }
    }
}
