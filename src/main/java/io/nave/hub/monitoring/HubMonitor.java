package io.nave.hub.monitoring;

/** Takes what happened. Must return at once; from any thread. */
public interface HubMonitor {

    void report(HubEvent event);
}
