package io.nave.endpoint.amqp;

import java.time.Duration;

/** Tells when nothing has happened for some time. Confined to the endpoint's loop. */
final class Patience {

    private final EndpointLoop loop;
    private final Duration limit;
    private Runnable over = () -> {
    };
    private long lastSign;
    private long timer;

    Patience(EndpointLoop loop, Duration limit) {
        this.loop = loop;
        this.limit = limit;
    }

    /** Runs the task once, when there was no sign for the limit. */
    void start(Runnable task) {
        over = task;
        sign();
        await(limit);
    }

    /** Something has happened. */
    void sign() {
        lastSign = System.nanoTime();
    }

    private void await(Duration time) {
        timer = loop.after(time, this::look);
    }

    private void look() {
        Duration left = limit.minusNanos(System.nanoTime() - lastSign);
        if (left.isPositive()) {
            await(left);
        } else {
            over.run();
        }
    }

    void stop() {
        loop.cancel(timer);
    }

    Duration limit() {
        return limit;
    }
}
