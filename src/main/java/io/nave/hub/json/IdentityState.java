package io.nave.hub.json;

import io.nave.hub.connections.Presence;

/** What a document shows of its identity that nobody writes: its presence, and how many messages wait for it. */
public record IdentityState(Presence presence, int messages) {

    /** Of an identity that is new, or of which it cannot be told. */
    public static final IdentityState UNKNOWN = new IdentityState(Presence.NEVER, 0);

    String connectionState() {
        return presence.connected() ? "Connected" : "Disconnected";
    }
}
