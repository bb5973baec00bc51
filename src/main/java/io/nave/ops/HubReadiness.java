package io.nave.ops;

import jakarta.inject.Singleton;

/** How far the server is; it says so itself. Safe for all threads. */
@Singleton
public final class HubReadiness {

    /** The stations of a server's life. */
    enum State {
        STARTING,
        READY,
        STOPPING
    }

    private volatile State state = State.STARTING;

    /** To be called when all listeners are open. */
    public void ready() {
        state = State.READY;
    }

    /** To be called before the first listener closes, so that nobody is sent here any more. */
    public void stopping() {
        state = State.STOPPING;
    }

    State state() {
        return state;
    }
}
