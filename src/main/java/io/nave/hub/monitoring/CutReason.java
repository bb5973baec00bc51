package io.nave.hub.monitoring;

/** Why the hub ends a connection. */
public enum CutReason {
    /** A newer connection of the same identity took over (400027). */
    TAKEN_OVER,
    /** The identity was disabled, deleted or lost its credentials. */
    REVOKED,
    /** The token expired and the grace period is over. */
    TOKEN_EXPIRED,
    /** The hub stops; the client may reconnect at once. */
    SHUTDOWN
}
