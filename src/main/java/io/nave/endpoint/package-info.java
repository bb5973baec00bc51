/**
 * Where routed messages end. BuiltInEndpoint writes to the event log, which back ends read over AMQP; the packages below carry
 * what waits in the outbox to one kind of custom endpoint each. HubProperties, JsonBody and ServerTrust are what those have in
 * common.
 */
@NullMarked
package io.nave.endpoint;

import org.jspecify.annotations.NullMarked;
