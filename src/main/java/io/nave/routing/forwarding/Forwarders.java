package io.nave.routing.forwarding;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.routing.CurrentRouting;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointSenders;
import io.nave.routing.outbox.Outbox;
import io.nave.routing.outbox.OutboxCursor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * The forwarders of this replica: for each endpoint that is declared, and each of its partitions that no other replica holds.
 * One
 * whose declaration changed ends what it sends and begins anew as it is declared now, from its cursor.
 */
@Singleton
public final class Forwarders {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final CurrentRouting routing;
    private final Outbox outbox;
    private final EndpointSenders senders;
    private final ForwardingLimits limits;
    private final HubMonitor monitor;
    private final Clock clock;
    private final Map<Integer, EndpointForwarding> running = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public Forwarders(CurrentRouting routing, Outbox outbox, EndpointSenders senders, ForwardingLimits limits,
            HubMonitor monitor, Clock clock) {
        this.routing = routing;
        this.outbox = outbox;
        this.senders = senders;
        this.limits = limits;
        this.monitor = monitor;
        this.clock = clock;
    }

    /** Forwards until it is cancelled; the server subscribes once. Fails with what the outbox fails with. */
    public Multi<Void> run() {
        return Multi.createFrom().ticks().every(PERIOD).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> look());
    }

    /** Ends what is being sent, and lets other replicas go on at once. */
    public Uni<Void> close() {
        closed = true;
        return endAll().chain(outbox::releaseAll);
    }

    private Uni<Void> endAll() {
        List<EndpointForwarding> all = List.copyOf(running.values());
        running.clear();
        return Multi.createFrom().iterable(all).invoke(EndpointForwarding::end)
                .onItem().transformToUniAndMerge(EndpointForwarding::ended).collect().last().replaceWithVoid();
    }

    private Uni<Void> look() {
        List<CustomEndpoint> declared = routing.customEndpoints();
        if (closed || declared.isEmpty() && running.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        long until = HeldCursor.until(limits.lease());
        return outbox.hold(declared.stream().map(CustomEndpoint::id).toList(), limits.lease())
                .emitOn(Infrastructure.getDefaultExecutor()) // opening an endpoint reads certificates
                .invoke(held -> adjust(declared, held, until)).replaceWithVoid();
    }

    /** Waits for nothing: an endpoint that takes long to end holds up no other. */
    private void adjust(List<CustomEndpoint> declared, List<OutboxCursor> held, long until) {
        if (!closed) {
            endThoseNotIn(declared);
            declared.forEach(this::asDeclared);
            held.forEach(cursor -> take(cursor, until));
        }
    }

    private void endThoseNotIn(List<CustomEndpoint> declared) {
        List<Integer> ids = declared.stream().map(CustomEndpoint::id).toList();
        running.forEach((id, forwarding) -> endUnless(ids.contains(id), forwarding));
        running.keySet().retainAll(ids);
    }

    private static void endUnless(boolean wanted, EndpointForwarding forwarding) {
        if (!wanted) {
            forwarding.end();
        }
    }

    private void asDeclared(CustomEndpoint endpoint) {
        EndpointForwarding present = running.get(endpoint.id());
        if (present == null) {
            open(endpoint, List.of());
        } else if (!present.endpoint().equals(endpoint)) {
            present.end();
            if (present.hasEnded()) {
                open(endpoint, present.held());
            }
        }
    }

    private void open(CustomEndpoint endpoint, List<HeldCursor> held) {
        try {
            ForwardingTools tools = new ForwardingTools(endpoint, outbox, limits, new CatchUp.Rate(limits.catchUpPerSecond()),
                    new EndpointWatch(endpoint, monitor), clock);
            EndpointForwarding forwarding = new EndpointForwarding(tools, senders.open(endpoint));
            running.put(endpoint.id(), forwarding);
            held.forEach(forwarding::take);
        } catch (RuntimeException cause) {
            cannotOpen(endpoint, cause);
        }
    }

    /** The others go on. */
    private void cannotOpen(CustomEndpoint endpoint, Throwable cause) {
        running.remove(endpoint.id());
        monitor.report(new HubEvent.BackgroundFailure("opening the endpoint " + endpoint.name(), cause));
    }

    private void take(OutboxCursor cursor, long until) {
        EndpointForwarding forwarding = running.get(cursor.endpoint());
        if (forwarding != null) {
            forwarding.take(cursor, until);
        }
    }
}
