package io.nave.storage.postgres;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubEvent.BatchFailed;
import io.nave.hub.monitoring.HubEvent.BatchStored;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.routing.outbox.OutboxTarget;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;

/**
 * The flush loop (DESIGN §2): what arrives while one flush is in flight is the next flush. No timer delays a message.
 *
 * <pre>
 *   resting ──append──► sending ──committed──► acknowledge, then sending what waits, or resting
 *                        │  ▲
 *                     failed └── after a pause, the same batch under the same number, nothing newer meanwhile
 *                        │
 *                  patience over ──► outage: what waits and what comes is refused at once (SERVICE_UNAVAILABLE). A batch
 *                                    that may be stored is neither acknowledged nor refused until the database has said
 *                                    so; any other is refused too. Ends with the next commit or connection.
 * </pre>
 *
 * Confined to its context, but for {@link #append}.
 */
final class EventAppender {

    private static final long LOOK_FOR_HANGING = 1000;

    private final HubException unavailable = new HubException(ErrorCode.SERVICE_UNAVAILABLE,
            "The event log's database does not answer; send this message again later");
    private final HubException stopping = new HubException(ErrorCode.SERVICE_UNAVAILABLE,
            "This replica is stopping; send this message again later");

    private final Context context;
    private final WaitingRows waiting;
    private final AppendSession session;
    private final AppendSignal signal;
    private final SegmentTables segments;
    private final HubMonitor monitor;
    private final Duration patience;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Handler<Void> flush = start -> flush();
    private final Backoff backoff = new Backoff();
    private final Promise<Void> closed = Promise.promise();
    private @Nullable Attempt inFlight;
    private long batches;
    private long ticking;
    private boolean outage;
    private boolean closing;

    EventAppender(Context context, WaitingRows waiting, AppendSession session, AppendSignal signal, SegmentTables segments,
            HubMonitor monitor, Duration patience) {
        this.context = context;
        this.waiting = waiting;
        this.session = session;
        this.signal = signal;
        this.segments = segments;
        this.monitor = monitor;
        this.patience = patience;
    }

    /** From any thread. */
    void append(int partition, DeviceMessage message, List<OutboxTarget> targets, Acknowledgement acknowledgement) {
        HubException refused = waiting.add(partition, message, targets, acknowledgement);
        if (refused != null) {
            acknowledgement.refused(refused);
        } else if (!busy.get() && busy.compareAndSet(false, true)) {
            context.runOnContext(flush);
        }
    }

    /** Connects and takes messages from now on. */
    Future<Void> open() {
        ticking = context.owner().setPeriodic(LOOK_FOR_HANGING, tick -> giveUpWhatHangs());
        return session.open().onSuccess(connected -> waiting.accept());
    }

    /** Takes no more messages; completes when those that wait are answered. */
    Future<Void> close() {
        closing = true;
        waiting.refuse(stopping);
        if (busy.compareAndSet(false, true)) {
            flush();
        }
        return closed.future();
    }

    private void flush() {
        List<BatchRow> rows = waiting.take();
        if (rows.isEmpty()) {
            rest();
        } else {
            send(new AppendBatch(++batches, rows));
        }
    }

    private void rest() {
        busy.set(false);
        if (!waiting.isEmpty() && busy.compareAndSet(false, true)) { // came in after the last look
            context.runOnContext(flush);
        } else if (closing) {
            context.owner().cancelTimer(ticking);
            session.drop();
            closed.tryComplete();
        }
    }

    private void send(AppendBatch batch) {
        Attempt attempt = new Attempt(batch);
        inFlight = attempt;
        if (session.isOpen()) {
            attempt.append();
        } else {
            session.open().onComplete(attempt::connected);
        }
    }

    /** One way of a batch to the database. An attempt that was given up is not listened to any more. */
    private final class Attempt {

        private final AppendBatch batch;
        private final long startedAt = System.nanoTime();
        private boolean sent;

        Attempt(AppendBatch batch) {
            this.batch = batch;
        }

        void append() {
            sent = true;
            session.append(batch).onComplete(this::appended);
        }

        void connected(AsyncResult<Void> answer) {
            if (inFlight != this) {
                return;
            }
            if (answer.succeeded()) {
                append();
            } else {
                inFlight = null;
                again(batch, answer.cause());
            }
        }

        void appended(AsyncResult<Void> answer) {
            if (inFlight != this) {
                return;
            }
            inFlight = null;
            if (answer.succeeded()) {
                committed(batch);
            } else {
                failed(batch, answer.cause());
            }
        }

        void giveUp() {
            inFlight = null;
            cutOff(batch, sent, new TimeoutException("No answer within " + patience));
        }
    }

    private void giveUpWhatHangs() {
        Attempt attempt = inFlight;
        if (attempt != null && System.nanoTime() - attempt.startedAt > patience.toNanos()) {
            attempt.giveUp();
        }
    }

    private void committed(AppendBatch batch) {
        recovered();
        batch.stored(this::acknowledgementFailed);
        monitor.report(new BatchStored(batch.messages(), batch.bytes(), batch.nanos()));
        waiting.release(batch.rows());
        signal.committed(batch.partitions());
        flush();
    }

    private void recovered() {
        backoff.reset();
        if (outage && !closing) {
            waiting.accept();
        }
        outage = false;
    }

    private void failed(AppendBatch batch, Throwable cause) {
        switch (AppendFailure.of(cause)) {
            case NO_SEGMENT -> makeSegment(batch, cause);
            case LATER -> again(batch, cause);
            case CUT_OFF -> cutOff(batch, true, cause);
            case NEVER -> refuseOrAsk(batch, cause);
        }
    }

    private void makeSegment(AppendBatch batch, Throwable cause) {
        segments.make().subscribeAsCompletionStage().whenComplete((made, failure) -> resume(batch, cause));
    }

    private void resume(AppendBatch batch, Throwable cause) {
        context.runOnContext(go -> again(batch, cause));
    }

    private void cutOff(AppendBatch batch, boolean sent, Throwable cause) {
        if (sent) {
            batch.doubt();
        }
        session.drop();
        again(batch, cause);
    }

    private void refuseOrAsk(AppendBatch batch, Throwable cause) {
        if (batch.inDoubt()) {
            again(batch, cause);
        } else {
            refuse(batch, new HubException(ErrorCode.SERVICE_UNAVAILABLE, "The event log cannot store messages", cause));
            flush();
        }
    }

    private void again(AppendBatch batch, Throwable cause) {
        if (backoff.isFirst()) {
            monitor.report(new BackgroundFailure("appending to the event log; it is tried again", cause));
        }
        if (batch.nanos() < patience.toNanos()) {
            afterPause(elapsed -> send(batch));
        } else {
            breakDown(batch);
        }
    }

    private void breakDown(AppendBatch batch) {
        outage = true;
        if (!closing) {
            waiting.refuse(unavailable);
        }
        refuseWhatWaits();
        if (batch.inDoubt() && !closing) {
            afterPause(elapsed -> send(batch));
        } else {
            refuse(batch, unavailable);
            afterPause(elapsed -> probe());
        }
    }

    private void refuseWhatWaits() {
        for (List<BatchRow> rows = waiting.take(); !rows.isEmpty(); rows = waiting.take()) {
            refuse(new AppendBatch(++batches, rows), unavailable);
        }
    }

    private void refuse(AppendBatch batch, HubException cause) {
        batch.refused(cause, this::acknowledgementFailed);
        monitor.report(new BatchFailed(batch.messages(), cause));
        waiting.release(batch.rows());
    }

    /** With nothing left to store, tries whether the database is back. */
    private void probe() {
        if (closing || session.isOpen()) {
            recovered();
            flush();
        } else {
            session.open().onComplete(this::probed);
        }
    }

    private void probed(AsyncResult<Void> answer) {
        if (answer.succeeded()) {
            probe();
        } else {
            afterPause(elapsed -> probe());
        }
    }

    private void afterPause(Handler<Long> next) {
        context.owner().setTimer(backoff.next(), next);
    }

    private void acknowledgementFailed(RuntimeException cause) {
        monitor.report(new BackgroundFailure("acknowledging a message", cause));
    }
}
