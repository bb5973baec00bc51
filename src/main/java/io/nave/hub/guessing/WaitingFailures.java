package io.nave.hub.guessing;

import java.util.HashMap;
import java.util.Map;

/**
 * How many attempts of each address that is being slowed down are under way, most of them failures that wait for their answer.
 * Each belongs to a connection, so there are no more entries than connections. Safe for all threads.
 */
public final class WaitingFailures {

    private final int most;
    private final Map<String, Integer> waiting = new HashMap<>();

    public WaitingFailures(GuessLimits limits) {
        this.most = limits.maxWaiting();
    }

    /** Takes a place; false when there is none. */
    public synchronized boolean enter(String address) {
        int now = waiting.getOrDefault(address, 0);
        if (now >= most) {
            return false;
        }
        waiting.put(address, now + 1);
        return true;
    }

    /** Gives a place back. */
    public synchronized void leave(String address) {
        int rest = waiting.getOrDefault(address, 0) - 1;
        if (rest > 0) {
            waiting.put(address, rest);
        } else {
            waiting.remove(address);
        }
    }
}
