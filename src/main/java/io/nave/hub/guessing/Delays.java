package io.nave.hub.guessing;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

/** The port to who waits; tests move the time instead. */
@FunctionalInterface
public interface Delays {

    /** Completes after this time, on any thread, holding none meanwhile. Cancelling it is free. */
    Uni<Void> after(Duration delay);
}
