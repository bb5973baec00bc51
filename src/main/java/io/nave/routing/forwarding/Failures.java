package io.nave.routing.forwarding;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a forwarder does about an endpoint that fails: pauses that grow, and at some time no more hope. One step at a time. */
final class Failures {

    private final ForwardingLimits limits;
    private final Clock clock;
    private Duration pause;
    private boolean hopeless;
    private Instant revival = Instant.MAX;

    Failures(ForwardingLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
        this.pause = limits.shortestPause();
    }

    /** It failed again, as it does since then. */
    void another(Optional<Instant> since) {
        hopeless = since.filter(begin -> begin.plus(limits.deadAfter()).isBefore(clock.instant())).isPresent();
        revival = hopeless ? clock.instant().plus(limits.revivePeriod()) : Instant.MAX;
    }

    /** It took a message. */
    void over() {
        pause = limits.shortestPause();
        hopeless = false;
        revival = Instant.MAX;
    }

    /** Whether nothing is to be sent now, because nothing was taken for too long and it is not yet time for another try. */
    boolean isDead() {
        return hopeless && clock.instant().isBefore(revival);
    }

    /** How long to wait now; twice as long the next time. */
    Duration pause() {
        if (hopeless) {
            return Duration.ZERO;
        }
        Duration now = pause;
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(limits.longestPause()) < 0 ? twice : limits.longestPause();
        return now;
    }
}
