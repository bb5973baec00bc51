package io.nave.storage.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubMonitor;

/** Reports that something does not work, at most twice a minute: while Redis is away everything fails. Safe for all threads. */
final class OutageReport {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final String what;
    private final HubMonitor monitor;
    private final Clock clock;
    private final AtomicLong nextAt = new AtomicLong(Long.MIN_VALUE);

    OutageReport(String what, HubMonitor monitor, Clock clock) {
        this.what = what;
        this.monitor = monitor;
        this.clock = clock;
    }

    void failed(Throwable cause) {
        long now = clock.millis();
        long due = nextAt.get();
        if (now >= due && nextAt.compareAndSet(due, now + PAUSE.toMillis())) {
            monitor.report(new BackgroundFailure(what, cause));
        }
    }
}
