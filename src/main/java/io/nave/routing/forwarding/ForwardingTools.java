package io.nave.routing.forwarding;

import java.time.Clock;

import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.outbox.Outbox;

/** What all forwarders of an endpoint work with. */
record ForwardingTools(CustomEndpoint endpoint, Outbox outbox, ForwardingLimits limits, CatchUp.Rate pace, EndpointWatch watch,
        Clock clock) {
}
