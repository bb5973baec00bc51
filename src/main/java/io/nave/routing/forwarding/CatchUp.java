package io.nave.routing.forwarding;

import java.time.Duration;

/**
 * Spreads over time what waited for long, so that an endpoint that comes back does not take the machine from devices and other
 * endpoints. Messages go a little faster than they came, or so many a second of the whole endpoint where that is more. One for
 * each forwarder; those of an endpoint share the second measure. Safe for all threads.
 */
final class CatchUp {

    private final Rate ofEndpoint;
    private final double speed;
    private final Pacer ownPacer = new Pacer();

    /** How many messages a second an endpoint may get in any case. */
    static final class Rate {

        private static final long SECOND = 1_000_000_000;

        private final long nanosPerMessage;
        private final Pacer pacer = new Pacer();

        Rate(int perSecond) {
            this.nanosPerMessage = SECOND / perSecond;
        }

        private long after(int messages) {
            return pacer.after(messages * nanosPerMessage);
        }
    }

    CatchUp(Rate ofEndpoint, double speed) {
        this.ofEndpoint = ofEndpoint;
        this.speed = speed;
    }

    /** How long to wait before more is sent, now that so many messages were, which had come in this time. */
    Duration after(int messages, Duration cameIn) {
        long asTheyCame = ownPacer.after((long) (cameIn.toNanos() / speed));
        return Duration.ofNanos(Math.min(asTheyCame, ofEndpoint.after(messages)));
    }

    /** Gives out time; who takes more than passes waits, but not for what others took long ago. */
    private static final class Pacer {

        private static final long MOST_OWED = 1_000_000_000;

        private long free = System.nanoTime();

        synchronized long after(long nanos) {
            long now = System.nanoTime();
            free = now + Math.clamp(free - now, 0, MOST_OWED) + nanos;
            return free - now;
        }
    }
}
