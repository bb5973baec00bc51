package io.nave.hub.connections;

import io.nave.hub.id.ClientId;

/** A live connection of a device or module, whatever its protocol. */
public interface DeviceConnection {

    ClientId client();

    /** Cuts the connection, from any thread; the reason is for the log. Calling it again does nothing. */
    void cut(CutReason reason);

    /** Why the hub ends a connection. */
    enum CutReason {
        /** A newer connection of the same identity took over (400027). */
        TAKEN_OVER,
        /** The identity was disabled, deleted or lost its credentials. */
        REVOKED,
        /** The token expired and the grace period is over. */
        TOKEN_EXPIRED,
        /** The hub stops; the client may reconnect at once. */
        SHUTDOWN
    }
}
