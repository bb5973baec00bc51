package io.nave.protocol.blob;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;

/**
 * Ends a transfer in which nothing moves for a while: a client that neither sends nor takes anything, and does not go, would
 * else keep its place and what it has begun. Of one transfer.
 */
final class StallWatch {

    private final Vertx vertx;
    private final Duration limit;
    private final Runnable cut;
    private final AtomicLong moved = new AtomicLong();
    private volatile long seen;
    private volatile long timer;
    private volatile boolean ended;

    /** {@code cut} is run on an event loop when nothing moved for the limit, at the latest for twice the limit. */
    StallWatch(Vertx vertx, Duration limit, Runnable cut) {
        this.vertx = vertx;
        this.limit = limit;
        this.cut = cut;
    }

    /** The same pieces. */
    <T> Multi<T> over(Multi<T> pieces) {
        return pieces.onSubscription().invoke(this::start).invoke(piece -> moved.incrementAndGet()).onTermination()
                .invoke(this::stop);
    }

    private void start() {
        timer = vertx.setPeriodic(limit.toMillis(), id -> look());
    }

    /** Every time that the limit has passed. */
    void look() {
        long now = moved.get();
        if (now == seen && !ended) {
            stop();
            cut.run();
        }
        seen = now;
    }

    private void stop() {
        ended = true;
        vertx.cancelTimer(timer);
    }
}
