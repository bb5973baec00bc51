package io.nave.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import io.nave.hub.limits.HubLimits;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.outbox.Outbox;
import io.nave.routing.outbox.OutboxTarget;

/**
 * Hands a message to the endpoints that routes picked, each with what is added for it (semantics §1.4, §1.8). It is
 * acknowledged
 * when it is stored for all of them; one that is refused by the log and stored for others is refused, and sent again by its
 * device.
 * From any thread.
 */
@Singleton
public final class RouteDelivery {

    private final Endpoint events;
    private final Outbox outbox;
    private final RoutingReports reports;

    public RouteDelivery(Endpoint events, Outbox outbox, RoutingReports reports) {
        this.events = events;
        this.outbox = outbox;
        this.reports = reports;
    }

    void deliver(RouteTable table, long endpoints, Routed routed, Acknowledgement acknowledgement) {
        boolean toEvents = (endpoints & EndpointBits.EVENTS) != 0;
        List<OutboxTarget> targets = targets(table, endpoints, routed);
        if (targets.isEmpty()) {
            deliverToEvents(table, toEvents, routed, acknowledgement);
        } else if (toEvents) {
            JointAcknowledgement joint = new JointAcknowledgement(acknowledgement);
            deliverToEvents(table, true, routed, joint);
            outbox.append(routed.message(), targets, joint);
        } else {
            outbox.append(routed.message(), targets, acknowledgement);
        }
    }

    private void deliverToEvents(RouteTable table, boolean wanted, Routed routed, Acknowledgement acknowledgement) {
        if (wanted) {
            DeviceMessage enriched = routed.message().with(table.enrichments().of(RoutingDocument.EVENTS, routed));
            if (isFit(enriched)) {
                events.deliver(enriched, acknowledgement);
                return;
            }
        }
        acknowledgement.stored();
    }

    private List<OutboxTarget> targets(RouteTable table, long endpoints, Routed routed) {
        List<OutboxTarget> plain = table.endpoints().targets(endpoints);
        return plain.isEmpty() || table.enrichments().isEmpty() ? plain : enriched(table, plain, routed);
    }

    private List<OutboxTarget> enriched(RouteTable table, List<OutboxTarget> plain, Routed routed) {
        List<OutboxTarget> targets = new ArrayList<>(plain.size());
        for (CustomEndpoint endpoint : table.customEndpoints()) {
            if (plain.stream().anyMatch(target -> target.endpoint() == endpoint.id())) {
                Map<String, String> more = table.enrichments().of(endpoint.name(), routed);
                if (more.isEmpty() || isFit(routed.message().with(more))) {
                    targets.add(new OutboxTarget(endpoint.id(), more));
                }
            }
        }
        return targets;
    }

    private boolean isFit(DeviceMessage enriched) {
        boolean fit = enriched.size() <= HubLimits.MAX_DEVICE_MESSAGE;
        if (!fit) {
            reports.invalid(enriched.origin().client());
        }
        return fit;
    }
}
