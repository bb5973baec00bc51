package io.nave.protocol.amqp;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;

/** The event loop of a connection: where answers of stores and wake-ups of other threads come back to. */
final class AmqpLoop {

    private final Context context;
    private final Consumer<RuntimeException> failed;

    /** {@code failed} is told what a task throws. */
    AmqpLoop(Context context, Consumer<RuntimeException> failed) {
        this.context = context;
        this.failed = failed;
    }

    /** Runs the task on the loop, later. From any thread. */
    void run(Runnable task) {
        context.runOnContext(nothing -> runNow(task));
    }

    private void runNow(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }

    /** Runs the task on the loop after this time; returns what {@link #cancel} takes. On the loop. */
    long after(long time, TimeUnit unit, Runnable task) {
        return context.owner().setTimer(Math.max(1, unit.toMillis(time)), timer -> runNow(task));
    }

    /** Forgets a task that was to run later. */
    void cancel(long timer) {
        context.owner().cancelTimer(timer);
    }

    /** Asks, and goes on with the answer or the failure on the loop. */
    <T> void await(Uni<T> question, Consumer<T> answered, Consumer<Throwable> refused) {
        question.subscribe().with(answer -> resume(answered, answer), failure -> resume(refused, failure));
    }

    private <T> void resume(Consumer<T> next, T value) {
        run(() -> next.accept(value));
    }
}
