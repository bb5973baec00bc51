/**
 * What waits for custom endpoints: the port {@link io.nave.routing.outbox.Outbox} and what it stores (DESIGN §1). An entry is
 * kept
 * until every endpoint that it is for has taken it; how far one has come is a cursor that one replica holds under a lease.
 */
@NullMarked
package io.nave.routing.outbox;

import org.jspecify.annotations.NullMarked;
