package io.nave.routing.forwarding;

import java.util.HashSet;
import java.util.Set;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubEvent.EndpointChanged.State;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.routing.endpoints.CustomEndpoint;

/** Tells when an endpoint begins to fail, is dead, and takes messages again: once, not once for each partition. All threads. */
final class EndpointWatch {

    private final CustomEndpoint endpoint;
    private final HubMonitor monitor;
    private final Set<Integer> failing = new HashSet<>();
    private State state = State.HEALTHY;

    EndpointWatch(CustomEndpoint endpoint, HubMonitor monitor) {
        this.endpoint = endpoint;
        this.monitor = monitor;
    }

    /** A partition took messages. */
    void took(int partition, int messages) {
        monitor.report(new HubEvent.Forwarded(endpoint.name(), endpoint.settings().kind().wireName(), messages));
        recovered(partition);
    }

    private synchronized void recovered(int partition) {
        if (failing.remove(partition) && failing.isEmpty()) {
            change(State.HEALTHY, "");
        }
    }

    /** A partition could not send. */
    synchronized void failed(int partition, boolean dead, String why) {
        failing.add(partition);
        if (dead) {
            change(State.DEAD, why);
        } else if (state == State.HEALTHY) {
            change(State.UNHEALTHY, why);
        }
    }

    private void change(State next, String why) {
        if (state != next) {
            state = next;
            monitor.report(new HubEvent.EndpointChanged(endpoint.name(), next, why));
        }
    }

    /** A step of a forwarder failed; that the store is away is told elsewhere. */
    void broken(Throwable cause) {
        if (!(cause instanceof HubException known && known.code() == ErrorCode.SERVICE_UNAVAILABLE)) {
            monitor.report(new HubEvent.BackgroundFailure("forwarding to the endpoint " + endpoint.name(), cause));
        }
    }

    /** Messages went to the dead letters. */
    void buried(String reason, int messages) {
        monitor.report(new HubEvent.DeadLettered(endpoint.name(), reason, messages));
    }
}
