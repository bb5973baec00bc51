package io.nave.endpoint.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.jspecify.annotations.Nullable;

import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.Delivery.Refusal;
import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.outbox.OutboxEntry;

/**
 * The entries of one call on their way. Kafka answers each for itself, and one behind a failed one may have been taken; the
 * delivery ends before the first that failed in any case.
 */
final class KafkaRound {

    private final String topic;
    private final List<OutboxEntry> entries;
    /** By the index of the entry; written by the producer's thread, read when {@code open} is zero. */
    private final @Nullable Exception[] failures;
    /** Records without an answer, and one for the sending itself. */
    private final AtomicInteger open = new AtomicInteger(1);
    private final CompletableFuture<Delivery> delivery = new CompletableFuture<>();
    /** Written by the thread of the link alone. */
    private int sent;
    private volatile @Nullable EndpointFault fault;

    KafkaRound(String topic, List<OutboxEntry> entries) {
        this.topic = topic;
        this.entries = entries;
        this.failures = new @Nullable Exception[entries.size()];
    }

    CompletionStage<Delivery> delivery() {
        return delivery;
    }

    /** Nothing of it was sent. */
    void fail(EndpointFault cause) {
        delivery.complete(Delivery.failedAt(entries.getFirst().sequence(), cause));
    }

    /** Sends all, or until one fails. May block. Returns why it ended early, null when it did not. */
    @Nullable
    EndpointFault send(KafkaConnection connection) {
        while (sent < entries.size() && stop(connection) == null) {
            send(connection, sent++);
        }
        EndpointFault stop = stop(connection);
        if (sent < entries.size()) {
            fault = stop;
        }
        settle();
        return stop;
    }

    private @Nullable EndpointFault stop(KafkaConnection connection) {
        EndpointFault own = fault;
        return own != null ? own : connection.fault();
    }

    private void send(KafkaConnection connection, int index) {
        open.incrementAndGet();
        try {
            connection.send(KafkaRecords.of(topic, entries.get(index)),
                    (where, failure) -> answered(connection, index, failure));
        } catch (RuntimeException e) {
            answered(connection, index, e);
        }
    }

    private void answered(KafkaConnection connection, int index, @Nullable Exception failure) {
        if (failure != null) {
            failures[index] = failure;
            KafkaFaults.of(failure).ifPresent(cause -> fault = isFull(failure) ? cause : connection.fail(cause));
        }
        settle();
    }

    /** Nothing overtakes what found no room, and what is on its way arrives: the producer can be used again. */
    private static boolean isFull(Exception failure) {
        return failure instanceof BufferExhaustedException;
    }

    private void settle() {
        if (open.decrementAndGet() == 0) {
            delivery.complete(result());
        }
    }

    private Delivery result() {
        List<Refusal> refused = new ArrayList<>();
        int taken = 0;
        while (taken < sent && isSettled(taken, refused)) {
            taken++;
        }
        return taken == entries.size() ? new Delivery(entries.getLast().sequence() + 1, refused, Optional.empty())
                : new Delivery(entries.get(taken).sequence(), refused, Optional.ofNullable(fault));
    }

    /** Taken, or refused for good. */
    private boolean isSettled(int index, List<Refusal> refused) {
        Exception failure = failures[index];
        if (failure == null) {
            return true;
        }
        if (KafkaFaults.of(failure).isPresent()) {
            return false;
        }
        refused.add(new Refusal(entries.get(index), "Kafka refuses it (" + failure.getClass().getSimpleName() + ")"));
        return true;
    }
}
