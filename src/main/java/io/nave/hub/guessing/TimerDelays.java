package io.nave.hub.guessing;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

/** Waits on Mutiny's timer. */
@Singleton
final class TimerDelays implements Delays {

    @Override
    public Uni<Void> after(Duration delay) {
        return Uni.createFrom().voidItem().onItem().delayIt().by(delay);
    }
}
