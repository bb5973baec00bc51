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
        return Multi.createFrom().iterable(all).onItem().transformToUniAndMerge(EndpointForwarding::end)
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> look() {
        List<CustomEndpoint> declared = routing.customEndpoints();
        if (closed || declared.isEmpty() && running.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        long until = HeldCursor.until(limits.lease());
        return outbox.hold(limits.lease()).chain(held -> adjust(declared, held, until));
    }

    private Uni<Void> adjust(List<CustomEndpoint> declared, List<OutboxCursor> held, long until) {
        if (closed) {
            return Uni.createFrom().voidItem();
        }
        return endThoseNotIn(declared)
                .chain(() -> Multi.createFrom().iterable(declared)
                        .onItem().transformToUniAndConcatenate(this::asDeclared).collect().last())
                .chain(() -> take(held, until));
    }

    private Uni<Void> endThoseNotIn(List<CustomEndpoint> declared) {
        List<Integer> ids = declared.stream().map(CustomEndpoint::id).toList();
        List<EndpointForwarding> gone = running.entrySet().stream().filter(each -> !ids.contains(each.getKey()))
                .map(Map.Entry::getValue).toList();
        running.keySet().retainAll(ids);
        return Multi.createFrom().iterable(gone).onItem().transformToUniAndConcatenate(EndpointForwarding::end)
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> asDeclared(CustomEndpoint endpoint) {
        EndpointForwarding present = running.get(endpoint.id());
        if (present != null && present.endpoint().equals(endpoint)) {
            return Uni.createFrom().voidItem();
        }
        Uni<Void> ended = present == null ? Uni.createFrom().voidItem() : present.end();
        return ended.invoke(() -> running.put(endpoint.id(), open(endpoint, present == null ? List.of() : present.held())))
                .onFailure().invoke(cause -> cannotOpen(endpoint, cause)).onFailure().recoverWithNull();
    }

    /** The others go on. */
    private void cannotOpen(CustomEndpoint endpoint, Throwable cause) {
        running.remove(endpoint.id());
        monitor.report(new HubEvent.BackgroundFailure("opening the endpoint " + endpoint.name(), cause));
    }

    private EndpointForwarding open(CustomEndpoint endpoint, List<HeldCursor> held) {
        ForwardingTools tools = new ForwardingTools(endpoint, outbox, limits, new CatchUp(limits.catchUpPerSecond()),
                new EndpointWatch(endpoint, monitor), clock);
        EndpointForwarding forwarding = new EndpointForwarding(tools, senders.open(endpoint));
        held.forEach(forwarding::take);
        return forwarding;
    }

    private Uni<Void> take(List<OutboxCursor> held, long until) {
        return Multi.createFrom().iterable(held).onItem().transformToUniAndConcatenate(cursor -> take(cursor, until))
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> take(OutboxCursor cursor, long until) {
        EndpointForwarding forwarding = running.get(cursor.endpoint());
        return forwarding == null ? Uni.createFrom().voidItem() : forwarding.take(cursor, until);
    }
}
