package io.nave.storage.redis;

import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.id.ClientId;

/** A connection that this replica holds, since a time in milliseconds since 1970. Safe for all threads. */
final class HeldConnection {

    private final DeviceConnection connection;
    private final long since;
    private volatile long noted;
    private volatile boolean entered;

    HeldConnection(DeviceConnection connection, long since) {
        this.connection = connection;
        this.since = since;
        this.noted = since;
    }

    boolean isOf(DeviceConnection other) {
        return connection.equals(other);
    }

    ClientId client() {
        return connection.client();
    }

    String generationId() {
        return connection.proof().generationId();
    }

    long since() {
        return since;
    }

    /** Milliseconds since 1970. */
    long activity() {
        return Math.max(since, connection.lastActivity().toEpochMilli());
    }

    /** Whether it stood in Redis once. */
    boolean hasEntered() {
        return entered;
    }

    void entered() {
        entered = true;
    }

    /** Whether there was activity that does not stand in Redis yet. */
    boolean isToBeNoted() {
        return activity() > noted;
    }

    void noted(long activity) {
        noted = activity;
    }
}
