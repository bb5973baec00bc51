/**
 * Delivers what waits in the outbox to custom endpoints (DESIGN §1, semantics §1.6, §1.7): one {@code Forwarder} for each
 * partition of
 * an endpoint that this replica holds, in order, with pauses that grow while an endpoint fails, so that neither devices nor
 * other
 * endpoints notice. {@link io.nave.routing.forwarding.Forwarders} keeps them as the routing says;
 * {@link io.nave.routing.forwarding.EndpointHealth} tells how endpoints are doing.
 */
@NullMarked
package io.nave.routing.forwarding;

import org.jspecify.annotations.NullMarked;
