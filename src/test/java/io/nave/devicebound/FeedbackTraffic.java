package io.nave.devicebound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.nave.devicebound.QueueCall.How;
import io.nave.devicebound.QueueCall.Settle;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FeedbackLimits;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.FeedbackRecord;
import io.smallrye.mutiny.Uni;

/** Back ends that read feedback and settle it, or do not. */
final class FeedbackTraffic {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TOKENS = 12;
    private static final int QUIET = 20;
    private static final int ALL = 1_000;

    private final QueuesUnderTest engine;
    private final FeedbackModel model;
    private final Random random;
    private final Map<QueueId, QueueWorlds> worlds;
    private final TrafficCounts counts;
    private final List<LockToken> tokens = new ArrayList<>();

    /** What is seen of calls, in the middle of which something may die. */
    interface Middle {

        List<Reply> apply(List<CompletableFuture<?>> calls);
    }

    FeedbackTraffic(QueuesUnderTest engine, FeedbackLimits limits, Random random, Map<QueueId, QueueWorlds> worlds,
            TrafficCounts counts) {
        this.engine = engine;
        this.model = new FeedbackModel(limits);
        this.random = random;
        this.worlds = worlds;
        this.counts = counts;
    }

    /** Makes one call, and tells it. */
    String call(int replica, Instant now, Middle middle) {
        FeedbackQueue queue = engine.feedback(replica);
        String receiver = random.nextInt(4) == 0 ? FeedbackQueue.NOBODY : "back-end-" + random.nextInt(2);
        return switch (random.nextInt(8)) {
            case 0 -> release(queue, receiver, now, middle);
            case 1, 2, 3, 4 -> settle(queue, now, middle);
            default -> receive(queue, receiver, now, middle);
        };
    }

    private String receive(FeedbackQueue queue, String receiver, Instant now, Middle middle) {
        int max = 1 + random.nextInt(3);
        Reply reply = seen(queue.receive(receiver, max), middle);
        if (reply instanceof Reply.Seen(List<?> answer)) {
            received(receiver, max, answer.stream().map(FeedbackBatch.class::cast).toList(), now);
        } else {
            model.receivedUnseen(receiver, now);
        }
        check();
        return "feedback received by '" + receiver + "' " + max + " -> " + reply;
    }

    private void received(String receiver, int max, List<FeedbackBatch> batches, Instant now) {
        model.received(receiver, max, batches, now).forEach(record -> told(record, now));
        batches.forEach(batch -> tokens.add(batch.token()));
        while (tokens.size() > TOKENS) {
            tokens.removeFirst();
        }
    }

    private void told(FeedbackRecord record, Instant now) {
        QueueWorlds queue = worlds.get(new QueueId(record.device(), record.generationId()));
        if (queue == null) {
            throw new AssertionError(record + " is of no queue");
        }
        counts.told(record.status());
        queue.told(record, now);
        if (queue.isBroken()) {
            throw new AssertionError(record + " was not to be told by\n      " + queue);
        }
    }

    private String settle(FeedbackQueue queue, Instant now, Middle middle) {
        if (tokens.isEmpty()) {
            return "no feedback to settle";
        }
        LockToken known = tokens.get(random.nextInt(tokens.size()));
        LockToken token = random.nextInt(12) == 0 ? LockToken.of(known.sequenceNumber(), random.nextLong()) : known;
        How how = How.values()[random.nextInt(3)];
        Reply reply = seen(switch (how) {
            case COMPLETE -> queue.complete(token);
            case REJECT -> queue.reject(token);
            case ABANDON -> queue.abandon(token);
        }, middle);
        model.settled(new Settle(how, token), reply, now);
        check();
        return "feedback " + how + " " + token + " -> " + reply;
    }

    private String release(FeedbackQueue queue, String receiver, Instant now, Middle middle) {
        Reply reply = seen(queue.release(receiver).replaceWith(QueueCall.DONE), middle);
        model.released(receiver, reply instanceof Reply.Seen, now);
        return "feedback released by '" + receiver + "' -> " + reply;
    }

    private static Reply seen(Uni<?> call, Middle middle) {
        return middle.apply(List.of(call.subscribeAsCompletionStage())).getFirst();
    }

    private void check() {
        if (!model.problem().isEmpty()) {
            throw new AssertionError(model.problem());
        }
    }

    /** Completes all that comes, until all was told and nothing comes any more; {@code pass} lets time pass. */
    void drain(Runnable pass, Supplier<Instant> now) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int round = 0, quiet = 0; quiet < QUIET; round++) {
            if (round % QUIET == 0) {
                pass.run();
            }
            quiet = drainOnce(now.get()) == 0 && owesNothing(now.get()) ? quiet + 1 : 0;
            if (System.nanoTime() > end) {
                throw new AssertionError("Never told:\n      " + worlds.entrySet().stream()
                        .filter(queue -> !queue.getValue().owesNothing(now.get())).toList());
            }
            LockSupport.parkNanos(500_000);
        }
        model.drained();
    }

    private boolean owesNothing(Instant now) {
        return worlds.values().stream().allMatch(queue -> queue.owesNothing(now));
    }

    private int drainOnce(Instant now) {
        FeedbackQueue queue = engine.feedback(0);
        List<FeedbackBatch> batches = queue.receive("drain", ALL).await().atMost(PATIENCE);
        received("drain", ALL, batches, now);
        for (FeedbackBatch batch : batches) {
            Reply reply = new Reply.Seen(queue.complete(batch.token()).await().atMost(PATIENCE));
            model.settled(new Settle(How.COMPLETE, batch.token()), reply, now);
        }
        check();
        return batches.size();
    }
}
