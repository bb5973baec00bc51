/**
 * Topics of Kafka: messages are produced with their device as the key, so those of a device stay in order. Start with
 * {@link io.nave.endpoint.kafka.KafkaEndpoint}; KafkaRound is one batch on its way, KafkaRecords what a message looks like
 * there.
 * The producer is the client that the channels of Reactive Messaging use, and not such a channel: those are declared when the
 * hub is built, and endpoints come and go while it runs.
 * A producer may block when it is created or knows no broker, so each endpoint has one thread for it; and one that has failed
 * is
 * closed at once and never used again, so that nothing which waits in it overtakes what failed.
 */
@NullMarked
package io.nave.endpoint.kafka;

import org.jspecify.annotations.NullMarked;
