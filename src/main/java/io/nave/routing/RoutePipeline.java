package io.nave.routing;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.nave.hub.error.HubException;
import io.nave.hub.expression.DeviceMessageView;
import io.nave.hub.expression.Evaluation;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageIntake;
import io.nave.hub.message.MessageSource;

import static io.nave.hub.expression.DeviceMessageView.NO_TWIN;

/**
 * Hands each message to the endpoints that routes pick for it (semantics §1.4). The per-message path: the routes of the moment
 * are one object, evaluated without I/O; only a message whose sender's twin is not known yet waits until it is read, with what
 * its sender says after it. From any thread.
 */
@Singleton
public final class RoutePipeline implements MessageIntake {

    private final CurrentRouting routing;
    private final TwinGate gate;
    private final Endpoint events;
    private final RouteDelivery delivery;
    private final RoutingReports reports;

    public RoutePipeline(CurrentRouting routing, TwinGate gate, Endpoint events, RouteDelivery delivery,
            RoutingReports reports) {
        this.routing = routing;
        this.gate = gate;
        this.events = events;
        this.delivery = delivery;
        this.reports = reports;
    }

    @Override
    public void accept(DeviceMessage message, Acknowledgement acknowledgement) {
        RouteTable table = routing.table();
        if (table.passesTelemetryOn() && gate.isIdle()) {
            events.deliver(message, acknowledgement);
        } else {
            enter(table, RouteSource.DEVICE_MESSAGES, message, acknowledgement);
        }
    }

    @Override
    public void acceptNotification(MessageSource source, DeviceMessage message, Acknowledgement acknowledgement) {
        enter(routing.table(), RouteSource.of(source), message, acknowledgement);
    }

    @Override
    public boolean takes(MessageSource source) {
        return routing.table().takes(RouteSource.of(source));
    }

    private void enter(RouteTable table, RouteSource source, DeviceMessage message, Acknowledgement acknowledgement) {
        boolean needsTwin = table.looksAtTwins(source);
        if (!needsTwin && gate.isIdle()) {
            route(table, source, message, MissingNode.getInstance(), acknowledgement);
        } else {
            gate.enter(new Waiting(table, source, message, acknowledgement), needsTwin);
        }
    }

    private void route(RouteTable table, RouteSource source, DeviceMessage message, JsonNode twin,
            Acknowledgement acknowledgement) {
        Evaluation evaluation = new Evaluation(new DeviceMessageView(message, twin.isMissingNode() ? NO_TWIN : () -> twin));
        long endpoints = table.match(source, evaluation);
        if (reports.isUndefinedDue()) {
            table.undefined(source, evaluation).ifPresent(reports::undefined);
        }
        evaluation.problem().ifPresent(why -> reports.unreadable(message.origin().client(), why));
        if (endpoints == 0) {
            dropped(source, message, acknowledgement);
        } else {
            delivery.deliver(table, endpoints, new Routed(source, message, twin), acknowledgement);
        }
    }

    private void dropped(RouteSource source, DeviceMessage message, Acknowledgement acknowledgement) {
        if (source == RouteSource.DEVICE_MESSAGES) {
            reports.orphaned(message.origin().client());
        }
        acknowledgement.stored();
    }

    /** A message that may have to wait for its sender's twin; it goes by the routes of the moment when it came. */
    private final class Waiting implements TwinGate.Passage {

        private final RouteTable table;
        private final RouteSource source;
        private final DeviceMessage message;
        private final Acknowledgement acknowledgement;

        Waiting(RouteTable table, RouteSource source, DeviceMessage message, Acknowledgement acknowledgement) {
            this.table = table;
            this.source = source;
            this.message = message;
            this.acknowledgement = acknowledgement;
        }

        @Override
        public ClientId client() {
            return message.origin().client();
        }

        @Override
        public int size() {
            return message.size();
        }

        @Override
        public void pass(JsonNode twin) {
            route(table, source, message, twin, acknowledgement);
        }

        @Override
        public void refuse(HubException cause) {
            acknowledgement.refused(cause);
        }
    }
}
