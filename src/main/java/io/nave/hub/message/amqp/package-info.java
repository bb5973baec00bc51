/**
 * How a message's values and properties stand in AMQP 1.0, as bytes: what readers of the built-in endpoint and AMQP brokers
 * have
 * in common, and the one place that their packages, which may not know each other, both may. It uses no library of the
 * protocol.
 */
@NullMarked
package io.nave.hub.message.amqp;

import org.jspecify.annotations.NullMarked;
