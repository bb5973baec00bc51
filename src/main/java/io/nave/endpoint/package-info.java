/**
 * Where routed messages end. BuiltInEndpoint writes to the event log, which back ends read over AMQP.
 */
@NullMarked
package io.nave.endpoint;

import org.jspecify.annotations.NullMarked;
