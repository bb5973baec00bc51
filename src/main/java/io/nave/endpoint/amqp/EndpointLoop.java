package io.nave.endpoint.amqp;

import java.time.Duration;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

/** The event loop that an endpoint's connection and partitions are confined to. */
final class EndpointLoop {

    private final Vertx vertx;
    private final Context context;

    private EndpointLoop(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    /** One of the event loops, whichever thread asks. */
    static EndpointLoop of(Vertx vertx) {
        return new EndpointLoop(vertx, ((VertxInternal) vertx).createEventLoopContext());
    }

    Vertx vertx() {
        return vertx;
    }

    /** Runs the work on the loop, once for each subscriber. From any thread. */
    <T> Uni<T> call(Supplier<Future<T>> work) {
        return Uni.createFrom().completionStage(() -> start(work).toCompletionStage());
    }

    private <T> Future<T> start(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(nothing -> run(work, done));
        return done.future();
    }

    private static <T> void run(Supplier<Future<T>> work, Promise<T> done) {
        try {
            work.get().onComplete(done);
        } catch (RuntimeException e) {
            done.fail(e);
        }
    }

    /** Runs the task on the loop after this time; returns what {@link #cancel} takes. On the loop. */
    long after(Duration time, Runnable task) {
        return vertx.setTimer(Math.max(1, time.toMillis()), timer -> task.run());
    }

    void cancel(long timer) {
        vertx.cancelTimer(timer);
    }
}
