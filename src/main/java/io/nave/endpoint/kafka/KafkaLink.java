package io.nave.endpoint.kafka;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.EndpointFault.Category;

/**
 * Carries the rounds of all partitions by one producer, made when there is something to send and again after a fault. Sending
 * is
 * confined to one thread, which may block; it ends when there is nothing to do. Rounds that waited while a fault was found
 * out share it, so that none waits for more than two time-outs.
 */
final class KafkaLink {

    private static final EndpointFault CLOSED = new EndpointFault(Category.TRANSIENT, "The endpoint was closed or changed");
    private static final EndpointFault UNKNOWN = new EndpointFault(Category.TRANSIENT,
            "The client of Kafka does not start: none of bootstrapServers has an address, or the login cannot be used");
    private static final int IDLE_SECONDS = 30;
    /** A partition has one round at a time, so there are never more rounds than partitions. */
    private static final int MAX_WAITING = 1_024;

    private final Map<String, Object> properties;
    private final ThreadPoolExecutor thread;
    private @Nullable KafkaConnection connection;
    private @Nullable EndpointFault lost;
    private long lostAt;

    KafkaLink(String name, Map<String, Object> properties) {
        this.properties = properties;
        this.thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING),
                work -> thread(name, work));
        thread.allowCoreThreadTimeOut(true);
    }

    /** Classes that Kafka looks for by their names are found where Kafka is, whoever was first to ask. */
    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, "kafka-endpoint-" + name);
        thread.setDaemon(true);
        thread.setContextClassLoader(KafkaProducer.class.getClassLoader());
        return thread;
    }

    /** Returns at once; the round completes in bounded time. */
    void carry(KafkaRound round) {
        long asked = System.nanoTime();
        try {
            thread.execute(() -> carry(round, asked));
        } catch (RejectedExecutionException e) {
            round.fail(CLOSED);
        }
    }

    private void carry(KafkaRound round, long asked) {
        EndpointFault known = lost;
        if (known != null && asked - lostAt < 0) {
            round.fail(known);
            return;
        }
        try {
            KafkaConnection current = current();
            lose(round.send(current));
        } catch (KafkaException e) {
            lose(UNKNOWN);
            round.fail(UNKNOWN);
        }
    }

    /** Who has asked before now is told the same. */
    private void lose(@Nullable EndpointFault fault) {
        if (fault != null) {
            lost = fault;
            lostAt = System.nanoTime();
        }
    }

    private KafkaConnection current() {
        KafkaConnection last = connection;
        return last == null || last.fault() != null ? open() : last;
    }

    private KafkaConnection open() {
        KafkaConnection opened = new KafkaConnection(
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
        connection = opened;
        return opened;
    }

    /** What is under way fails. */
    CompletionStage<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try {
            thread.execute(() -> close(closed));
        } catch (RejectedExecutionException e) {
            closed.complete(null);
        }
        thread.shutdown();
        return closed;
    }

    private void close(CompletableFuture<Void> closed) {
        KafkaConnection last = connection;
        if (last != null) {
            last.fail(CLOSED);
        }
        closed.complete(null);
    }
}
