package io.nave.routing.forwarding;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.nave.routing.RouteStore;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.outbox.EndpointRecord;
import io.nave.routing.outbox.Outbox;
import io.smallrye.mutiny.Uni;

/** Tells how custom endpoints are doing (semantics §1.7), as all replicas together know. From any thread. */
@Singleton
public final class EndpointHealth {

    private static final Duration RECOVERING = Duration.ofMinutes(5);

    private final RouteStore store;
    private final Outbox outbox;
    private final ForwardingLimits limits;
    private final Clock clock;

    public EndpointHealth(RouteStore store, Outbox outbox, ForwardingLimits limits, Clock clock) {
        this.store = store;
        this.outbox = outbox;
        this.limits = limits;
        this.clock = clock;
    }

    /** The documented states. */
    public enum Status {
        /** Nothing was sent there yet. */
        UNKNOWN,
        HEALTHY,
        /** It takes messages, and failed a short time ago. */
        DEGRADED,
        /** It takes no messages; they wait for it. */
        UNHEALTHY,
        /** It took no messages for so long that they go to its dead letters. */
        DEAD
    }

    /** One endpoint and its state. */
    public record Reading(CustomEndpoint endpoint, Status status, Optional<EndpointRecord> known) {
    }

    /** All endpoints of the owner's own, in the order of the document. */
    public Uni<List<Reading>> all() {
        return Uni.combine().all().unis(store.load(), outbox.records())
                .with((stored, records) -> readings(stored.document().endpoints(), records));
    }

    private List<Reading> readings(List<CustomEndpoint> endpoints, List<EndpointRecord> records) {
        Map<Integer, EndpointRecord> known = records.stream()
                .collect(Collectors.toMap(EndpointRecord::endpoint, Function.identity()));
        return endpoints.stream().map(endpoint -> reading(endpoint, Optional.ofNullable(known.get(endpoint.id())))).toList();
    }

    private Reading reading(CustomEndpoint endpoint, Optional<EndpointRecord> known) {
        return new Reading(endpoint, known.map(this::status).orElse(Status.UNKNOWN), known);
    }

    private Status status(EndpointRecord known) {
        if (known.lastAttempt().isEmpty()) {
            return Status.UNKNOWN;
        }
        if (known.failingSince().isPresent()) {
            return known.failingSince().get().plus(limits.deadAfter()).isBefore(clock.instant()) ? Status.DEAD
                    : Status.UNHEALTHY;
        }
        boolean recovering = known.lastErrorAt().filter(at -> at.plus(RECOVERING).isAfter(clock.instant())).isPresent();
        return recovering ? Status.DEGRADED : Status.HEALTHY;
    }
}
