/**
 * The event log behind the built-in endpoint: partitions, sequence numbers, readers. EventLog is the port; the adapters are
 * in storage.*. The AMQP event consumers and the built-in endpoint call it. Offsets are the text of the sequence number, so
 * that every store can answer them.
 */
@NullMarked
package io.nave.hub.eventlog;

import org.jspecify.annotations.NullMarked;
