package io.nave.bench;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the generator knows about the twin of one device that was new when the run began: which versions are to come, and when
 * patches were sent. Confined to one event loop; only the number of patches may be read anywhere.
 */
final class DeviceTwin {

    /** The version of a section of a new twin (semantics §4.1). */
    static final long NEW = 1;

    private static final int REMEMBERED = 64;

    private final int index;
    private final String deviceId;
    private final AtomicLong patches = new AtomicLong();
    private final long[] sentAt = new long[REMEMBERED]; // by the version that the patch leads to
    private long sent = NEW;
    private long notified = NEW;

    DeviceTwin(int index, String deviceId) {
        this.index = index;
        this.deviceId = deviceId;
    }

    int index() {
        return index;
    }

    String deviceId() {
        return deviceId;
    }

    /** How many patches the hub has acknowledged. */
    long patches() {
        return patches.get();
    }

    /** The hub has acknowledged a patch of the desired properties. */
    void patched() {
        patches.lazySet(patches.getPlain() + 1);
    }

    /** The hub has acknowledged a patch of the reported properties; whether with the version that is next. */
    boolean patched(long version) {
        patched();
        return version == NEW + patches.getPlain();
    }

    /** A patch of the desired properties is sent; the version that it shall lead to. */
    long patching(long now) {
        sent++;
        sentAt[(int) (sent % REMEMBERED)] = now;
        return sent;
    }

    /** The device was notified of this version; whether it was the next one. */
    boolean notified(long version) {
        boolean next = version == notified + 1 && version <= sent && sent - version < REMEMBERED;
        notified = version;
        return next;
    }

    /** When the patch was sent that led to this version. */
    long sentAt(long version) {
        return sentAt[(int) (version % REMEMBERED)];
    }
}
