package io.nave.routing;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import jakarta.inject.Singleton;

import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.HubEvent.RoutingProblem;
import io.nave.hub.monitoring.HubEvent.RoutingProblem.Kind;
import io.nave.hub.monitoring.HubMonitor;

import static java.util.Objects.requireNonNull;

/**
 * Tells what routing could not do with messages: of each kind at most once a minute, with how often it happened since
 * (semantics §1.7). From any thread; costs the message path a comparison and a count.
 */
@Singleton
final class RoutingReports {

    private static final long PERIOD = 60_000;
    private static final long PAUSE = 10;

    private final HubMonitor monitor;
    private final Clock clock;
    private final AtomicLong lookedAt = new AtomicLong(Long.MIN_VALUE);
    private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);

    /** How often something happened that nobody was told of, and when somebody was told last. */
    private static final class Tally {
        private final LongAdder count = new LongAdder();
        private final AtomicLong toldAt = new AtomicLong(Long.MIN_VALUE);
    }

    RoutingReports(HubMonitor monitor, Clock clock) {
        this.monitor = monitor;
        this.clock = clock;
        for (Kind kind : Kind.values()) {
            tallies.put(kind, new Tally());
        }
    }

    /**
     * Whether it is time to look for an undefined condition: when nobody was told of one for a minute, at most a hundred times
     * a second, since a look costs as much as all conditions.
     */
    boolean isUndefinedDue() {
        long now = clock.millis();
        long last = lookedAt.get();
        return now - PAUSE >= last && now - PERIOD >= requireNonNull(tallies.get(Kind.UNDEFINED_ROUTE_EVALUATION)).toldAt.get()
                && lookedAt.compareAndSet(last, now);
    }

    /** A condition was undefined for a message, so its route did not take it. One a minute is looked for, not all counted. */
    void undefined(String route) {
        note(Kind.UNDEFINED_ROUTE_EVALUATION, route, "");
    }

    /** A condition looked into a body that is not what it says it is. */
    void unreadable(ClientId client, String why) {
        note(Kind.ROUTE_EVALUATION_ERROR, client.toString(), why);
    }

    /** No route took what a device said, and there is no fallback. */
    void orphaned(ClientId client) {
        note(Kind.ORPHANED_MESSAGE, client.toString(), "");
    }

    /** A message was too large once it was enriched. */
    void invalid(ClientId client) {
        note(Kind.INVALID_MESSAGE, client.toString(), "larger than 256 KB with its enrichments");
    }

    private void note(Kind kind, String subject, String detail) {
        Tally tally = requireNonNull(tallies.get(kind));
        tally.count.increment();
        long now = clock.millis();
        long told = tally.toldAt.get();
        if (now - PERIOD >= told && tally.toldAt.compareAndSet(told, now)) {
            monitor.report(
                    new RoutingProblem(kind, subject, detail, (int) Math.min(tally.count.sumThenReset(), Integer.MAX_VALUE)));
        }
    }
}
