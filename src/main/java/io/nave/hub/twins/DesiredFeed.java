package io.nave.hub.twins;

import java.util.List;

import io.nave.hub.connections.DesiredChange;

/**
 * What one connection is told of its desired properties: each change once, in the order of versions, none left out, none from
 * before it was opened (semantics §4.5). Notices may come late, twice, in any order or not at all; when one is missing the feed
 * says that the store must be asked, and whoever hears that asks once and hands the answer in. Confined to the connection's
 * event loop.
 *
 * <pre>
 *            ┌──────────────── nothing more to tell ─────────────────┐
 *            ▼                                                       │
 *   open ► in order ── a gap, a notice without its patch ──────► asking ◄── room again ── full
 *            └───────── the client takes no more for now ───────────────────────────────►─┘
 * </pre>
 */
public final class DesiredFeed {

    private static final long CLOSED = 0; // versions begin at 1

    private enum State {
        IN_ORDER,
        ASKING,
        FULL
    }

    private final TwinReceiver receiver;
    private State state = State.IN_ORDER;
    private long last = CLOSED;
    /** Something came while it could not be told. */
    private boolean moved;

    public DesiredFeed(TwinReceiver receiver) {
        this.receiver = receiver;
    }

    public boolean isOpen() {
        return last != CLOSED;
    }

    /** The version that the client was told last, or that was there when the feed was opened. */
    public long last() {
        return last;
    }

    /**
     * Tells what comes after the version that the client knows; {@code present} is the one now. Returns whether the store must
     * be asked.
     */
    public boolean open(long known, long present) {
        last = known;
        moved |= present > known;
        return askAgain();
    }

    private boolean askAgain() {
        state = moved ? State.ASKING : State.IN_ORDER;
        moved = false;
        return state == State.ASKING;
    }

    /** Tells nothing more until it is opened again. */
    public void close() {
        last = CLOSED;
        state = State.IN_ORDER;
        moved = false;
    }

    /** Takes a notice. Returns whether the store must be asked. */
    public boolean changed(DesiredChange change) {
        if (!isOpen() || state != State.IN_ORDER) {
            moved = true;
            return false;
        }
        if (change.version() <= last) {
            return false;
        }
        if (!receiver.hasRoom()) {
            state = State.FULL;
        } else if (change.version() == last + 1 && change.patch().isPresent()) {
            tell(change);
        } else {
            state = State.ASKING;
        }
        return state == State.ASKING;
    }

    private void tell(DesiredChange change) {
        receiver.tell(change.version(), change.patch().orElseThrow());
        last = change.version();
    }

    /** Takes what the store answered, in its order. Returns whether it must be asked again. */
    public boolean fetched(List<DesiredChange> changes) {
        if (!isOpen()) {
            return false;
        }
        for (DesiredChange change : changes) {
            if (!receiver.hasRoom()) {
                state = State.FULL;
                return false;
            }
            if (change.version() > last) {
                tell(change);
            }
        }
        return askAgain();
    }

    /** The store did not answer. Returns whether it must be asked once more, a moment later; meanwhile nothing is told. */
    public boolean notFetched() {
        return isOpen() && state == State.ASKING;
    }

    /** The client takes more. Returns whether the store must be asked. */
    public boolean resume() {
        if (!isOpen() || state != State.FULL) {
            return false;
        }
        state = State.ASKING;
        return true;
    }
}
