package io.nave.protocol.mqtt;

import io.netty.buffer.ByteBuf;

/**
 * The publications of one connection that are not acknowledged yet, in the order in which they came; their PUBACKs leave in
 * that
 * order (MQTT 3.1.1 §4.6) whatever order they are stored in. Completed from any thread; everything else is confined to the
 * connection's event loop. It is bounded by its owner, who stops reading while {@link #isFull()}.
 */
final class InFlight {

    private static final int PUBACK = 0x4002; // packet type and remaining length
    private static final int PUBACK_SIZE = 4;

    private final int maxMessages;
    private final long maxBytes;
    private final Runnable wakeUp;
    private int[] packetIds = new int[4];
    private int[] sizes = new int[4];
    private boolean[] done = new boolean[4];
    private long head;
    private long tail;
    private long bytes;
    private boolean woken;

    /** {@code wakeUp} is called, on any thread, when PUBACKs can be written; once until they are. */
    InFlight(int maxMessages, long maxBytes, Runnable wakeUp) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.wakeUp = wakeUp;
    }

    /** Enters a publication; packet id 0 is one of QoS 0, which gets no PUBACK. Returns what completes it. */
    synchronized long enter(int packetId, int size) {
        if (tail - head == packetIds.length) {
            grow();
        }
        int slot = slotOf(tail);
        packetIds[slot] = packetId;
        sizes[slot] = size;
        done[slot] = false;
        bytes += size;
        return tail++;
    }

    private void grow() {
        int[] oldIds = packetIds;
        int[] oldSizes = sizes;
        boolean[] oldDone = done;
        packetIds = new int[oldIds.length * 2];
        sizes = new int[oldIds.length * 2];
        done = new boolean[oldIds.length * 2];
        for (long entry = head; entry < tail; entry++) {
            int from = (int) entry & oldIds.length - 1;
            packetIds[slotOf(entry)] = oldIds[from];
            sizes[slotOf(entry)] = oldSizes[from];
            done[slotOf(entry)] = oldDone[from];
        }
    }

    private int slotOf(long entry) {
        return (int) entry & packetIds.length - 1;
    }

    /** The publication that was entered is stored; from any thread. */
    void complete(long entry) {
        boolean wake;
        synchronized (this) {
            done[slotOf(entry)] = true;
            wake = entry == head && !woken;
            woken |= wake;
        }
        if (wake) {
            wakeUp.run();
        }
    }

    synchronized boolean isFull() {
        return tail - head >= maxMessages || bytes >= maxBytes;
    }

    /** Writes the PUBACKs of all that is complete, up to the first that is not. */
    synchronized void writeCompleted(ByteBuf out) {
        woken = false;
        out.ensureWritable((int) (tail - head) * PUBACK_SIZE);
        for (; head < tail && done[slotOf(head)]; head++) {
            int slot = slotOf(head);
            bytes -= sizes[slot];
            if (packetIds[slot] != 0) {
                out.writeShort(PUBACK).writeShort(packetIds[slot]);
            }
        }
    }
}
