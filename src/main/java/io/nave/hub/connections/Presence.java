package io.nave.hub.connections;

import java.time.Instant;

import io.nave.hub.id.WireTime;

/**
 * Whether an identity is connected, since when that is so, and when it was last heard of: it connected, something came from it
 * or was delivered to it (semantics §9.4). {@code generationId} is that of the identity it was noted of.
 */
public record Presence(String generationId, boolean connected, Instant updatedAt, Instant lastActivity) {

    /** Of an identity that never connected. */
    public static final Presence NEVER = new Presence("", false, WireTime.YEAR_ONE, WireTime.YEAR_ONE);

    /** The same, unless it was active then: of two times the later counts. */
    public Presence activeAt(Instant time) {
        return time.isAfter(lastActivity) ? new Presence(generationId, connected, updatedAt, time) : this;
    }
}
