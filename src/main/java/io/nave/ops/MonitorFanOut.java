package io.nave.ops;

import jakarta.inject.Singleton;

import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;

/** The hub's monitor: every event goes to the log and to the metrics. */
@Singleton
final class MonitorFanOut implements HubMonitor {

    private final LoggingMonitor log;
    private final MetricsMonitor metrics;

    MonitorFanOut(LoggingMonitor log, MetricsMonitor metrics) {
        this.log = log;
        this.metrics = metrics;
    }

    @Override
    public void report(HubEvent event) {
        metrics.report(event);
        log.report(event);
    }
}
