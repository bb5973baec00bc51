/**
 * AMQP 1.0 addresses: queues and topics of brokers, event hubs and Service Bus entities (semantics §1.3), told apart by their
 * kind alone. Start with {@link io.nave.endpoint.amqp.AmqpEndpoint}; AmqpPartition sends one partition of the outbox over a
 * link
 * of its own (SenderLink), batch by batch (BatchSending), through the connection that the partitions share (BrokerConnection,
 * and Wire for one TCP connection). EndpointMessages writes what goes out, PeerErrors reads what comes back.
 *
 * <p>
 * The connection is vertx-proton's, which SmallRye Reactive Messaging and vertx-amqp-client are built on, and not theirs. The
 * connector has channels by configuration; made at run time they can only be ended all together, and one whose connection is
 * given up ends the others. It repeats a failed message behind those that followed, which breaks the order, and both tell an
 * outcome as text, without the condition that tells a full queue from a message that will never be taken.
 */
@NullMarked
package io.nave.endpoint.amqp;

import org.jspecify.annotations.NullMarked;
