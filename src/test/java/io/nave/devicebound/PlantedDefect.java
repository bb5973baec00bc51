package io.nave.devicebound;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.Enqueued;
import io.nave.hub.devicebound.InMemoryDeviceBoundQueue;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.Received;
import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.FeedbackStatus;
import io.nave.hub.servicebound.InMemoryFeedbackQueue;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Uni;

/** What a queue can get wrong, most of it only now and then. */
enum PlantedDefect {
    /** What it says is stored is not. */
    LOSES_A_MESSAGE(queues(right -> new ForwardingQueue(right) {

        private final BooleanSupplier now = everyTimes(25);

        @Override
        public Uni<Enqueued> enqueue(QueueId queue, DeviceBoundMessage message, Instant expiresAt) {
            return now.getAsBoolean() ? Uni.createFrom().item(new Enqueued(1_000_000, Optional.empty()))
                    : right.enqueue(queue, message, expiresAt);
        }
    })),
    /** A send whose answer comes is stored a second time. */
    STORES_TWICE(queues(right -> new ForwardingQueue(right) {

        private final BooleanSupplier now = everyTimes(25);

        @Override
        public Uni<Enqueued> enqueue(QueueId queue, DeviceBoundMessage message, Instant expiresAt) {
            Uni<Enqueued> stored = right.enqueue(queue, message, expiresAt);
            return now.getAsBoolean() ? stored.chain(x -> stored) : stored;
        }
    })),
    /** What it says is completed is delivered again. */
    FORGETS_A_COMPLETION(queues(right -> new ForwardingQueue(right) {

        private final BooleanSupplier now = everyTimes(10);

        @Override
        public Uni<Settlement> complete(QueueId queue, LockToken token) {
            return now.getAsBoolean() ? Uni.createFrom().item(Settlement.DONE) : right.complete(queue, token);
        }
    })),
    DELIVERS_IN_ANOTHER_ORDER(queues(right -> new ForwardingQueue(right) {

        @Override
        public Uni<Received> receive(QueueId queue, String connection, int max) {
            return right.receive(queue, connection, max)
                    .map(received -> new Received(received.messages().reversed(), received.nextAt()));
        }
    })),
    SAYS_NOT_WHEN_A_LOCK_ENDS(queues(right -> new ForwardingQueue(right) {

        @Override
        public Uni<Received> receive(QueueId queue, String connection, int max) {
            return right.receive(queue, connection, max)
                    .map(received -> new Received(received.messages(), Optional.empty()));
        }
    })),
    /** Locks the next message too, without delivering it. */
    LOCKS_ONE_TOO_MANY(queues(right -> new ForwardingQueue(right) {

        @Override
        public Uni<Received> receive(QueueId queue, String connection, int max) {
            return right.receive(queue, connection, max + 1).map(received -> new Received(
                    received.messages().subList(0, Math.min(max, received.messages().size())), received.nextAt()));
        }
    })),
    TAKE_OVER_FREES_NOTHING(queues(right -> new ForwardingQueue(right) {

        @Override
        public Uni<Void> takeOver(QueueId queue, String connection) {
            return Uni.createFrom().voidItem();
        }
    })),
    /** Frees what nobody's connection holds too. */
    NOBODY_IS_A_CONNECTION(queues(right -> new ForwardingQueue(right) {

        @Override
        public Uni<Received> receive(QueueId queue, String connection, int max) {
            return right.receive(queue, connection.isEmpty() ? "nobody" : connection, max);
        }
    })),
    RELEASE_FREES_NOTHING(queues(right -> new ForwardingQueue(right) {

        @Override
        public Uni<Void> release(QueueId queue, String connection) {
            return Uni.createFrom().voidItem();
        }
    })),
    ABANDON_IS_REJECT(queues(right -> new ForwardingQueue(right) {

        @Override
        public Uni<Settlement> abandon(QueueId queue, LockToken token) {
            return right.reject(queue, token);
        }
    })),
    REJECT_IS_COMPLETE(queues(right -> new ForwardingQueue(right) {

        @Override
        public Uni<Settlement> reject(QueueId queue, LockToken token) {
            return right.complete(queue, token);
        }
    })),
    PURGE_IS_DELETE(queues(right -> new ForwardingQueue(right) {

        @Override
        public Uni<Long> purge(QueueId queue) {
            return right.depths(List.of(queue)).call(x -> right.delete(queue))
                    .map(depths -> (long) depths.getOrDefault(queue, 0));
        }
    })),
    DELETE_IS_PURGE(queues(right -> new ForwardingQueue(right) {

        @Override
        public Uni<Void> delete(QueueId queue) {
            return right.purge(queue).replaceWithVoid();
        }
    })),
    COUNTS_NOTHING(queues(right -> new ForwardingQueue(right) {

        @Override
        public Uni<Map<QueueId, Integer>> depths(Collection<QueueId> queues) {
            return Uni.createFrom().item(Map.of());
        }
    })),
    IS_TOO_DEEP(limits(with -> new DeviceBoundLimits(with.timeToLive(), with.lock(), with.maxDeliveryCount(),
            with.maxDepth() + 1, with.deadLetters()))),
    LOCKS_FOR_TOO_LONG(limits(with -> new DeviceBoundLimits(with.timeToLive(), with.lock().plusSeconds(1),
            with.maxDeliveryCount(), with.maxDepth(), with.deadLetters()))),
    DELIVERS_TOO_OFTEN(limits(with -> new DeviceBoundLimits(with.timeToLive(), with.lock(), with.maxDeliveryCount() + 1,
            with.maxDepth(), with.deadLetters()))),
    KEEPS_TOO_MANY_DEAD_LETTERS(limits(with -> new DeviceBoundLimits(with.timeToLive(), with.lock(),
            with.maxDeliveryCount(), with.maxDepth(), with.deadLetters() + 1))),
    DELIVERS_WHAT_HAS_EXPIRED(queues(right -> new ForwardingQueue(right) {

        @Override
        public Uni<Enqueued> enqueue(QueueId queue, DeviceBoundMessage message, Instant expiresAt) {
            return right.enqueue(queue, message, expiresAt.plusSeconds(5));
        }
    })),
    TELLS_TWICE(outcomes(to -> record -> {
        to.accept(record);
        to.accept(record);
    })),
    DOES_NOT_TELL(outcomes(to -> {
        BooleanSupplier now = everyTimes(20);
        return record -> {
            if (!now.getAsBoolean()) {
                to.accept(record);
            }
        };
    })),
    TELLS_ANOTHER_OUTCOME(outcomes(to -> record -> to.accept(new FeedbackRecord(record.originalMessageId(), record.at(),
            record.status() == FeedbackStatus.PURGED ? FeedbackStatus.EXPIRED : record.status(), record.device(),
            record.generationId())))),
    TELLS_ANOTHER_TIME(outcomes(to -> record -> to.accept(new FeedbackRecord(record.originalMessageId(),
            record.at().minusMillis(1), record.status(), record.device(), record.generationId())))),
    FEEDBACK_COMES_BACK(feedback(right -> new ForwardingFeedback(right) {

        @Override
        public Uni<Settlement> complete(LockToken token) {
            return right.abandon(token);
        }
    })),
    FEEDBACK_IS_DROPPED(feedback(right -> new ForwardingFeedback(right) {

        @Override
        public Uni<Settlement> abandon(LockToken token) {
            return right.complete(token);
        }
    })),
    FEEDBACK_IS_NOT_RELEASED(feedback(right -> new ForwardingFeedback(right) {

        @Override
        public Uni<Void> release(String receiver) {
            return Uni.createFrom().voidItem();
        }
    })),
    FEEDBACK_IS_LOST_ON_THE_WAY(feedback(right -> new ForwardingFeedback(right) {

        private final BooleanSupplier now = everyTimes(20);

        @Override
        public Uni<List<FeedbackBatch>> receive(String receiver, int max) {
            Uni<List<FeedbackBatch>> received = right.receive(receiver, max);
            return now.getAsBoolean() ? received.call(this::complete).map(x -> List.of()) : received;
        }

        private Uni<?> complete(List<FeedbackBatch> batches) {
            return batches.isEmpty() ? Uni.createFrom().voidItem() : right.complete(batches.getFirst().token());
        }
    }));

    private final Plan plan;

    /** How queues are made that are wrong. */
    private record Plan(UnaryOperator<DeviceBoundLimits> limits, UnaryOperator<DeviceBoundQueue> queues,
            UnaryOperator<FeedbackQueue> feedback, UnaryOperator<Consumer<FeedbackRecord>> outcomes) {

        private static final Plan RIGHT = new Plan(UnaryOperator.identity(), UnaryOperator.identity(),
                UnaryOperator.identity(), UnaryOperator.identity());

        private QueuesUnderTest build(Clock clock) {
            InMemoryFeedbackQueue told = new InMemoryFeedbackQueue(QueueTraffic.FEEDBACK_LIMITS, clock);
            DeviceBoundQueue right = new InMemoryDeviceBoundQueue(limits.apply(QueueTraffic.LIMITS), clock,
                    outcomes.apply(told));
            return new InMemoryQueues(queues.apply(right), feedback.apply(told));
        }
    }

    PlantedDefect(Plan plan) {
        this.plan = plan;
    }

    /** Queues with this defect and no other. */
    QueuesUnderTest build(Clock clock) {
        return plan.build(clock);
    }

    /** Queues without any. */
    static QueuesUnderTest none(Clock clock) {
        return Plan.RIGHT.build(clock);
    }

    private static Plan queues(UnaryOperator<DeviceBoundQueue> change) {
        return new Plan(UnaryOperator.identity(), change, UnaryOperator.identity(), UnaryOperator.identity());
    }

    private static Plan limits(UnaryOperator<DeviceBoundLimits> change) {
        return new Plan(change, UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());
    }

    private static Plan feedback(UnaryOperator<FeedbackQueue> change) {
        return new Plan(UnaryOperator.identity(), UnaryOperator.identity(), change, UnaryOperator.identity());
    }

    private static Plan outcomes(UnaryOperator<Consumer<FeedbackRecord>> change) {
        return new Plan(UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity(), change);
    }

    private static BooleanSupplier everyTimes(int times) {
        AtomicInteger calls = new AtomicInteger();
        return () -> calls.incrementAndGet() % times == 0;
    }
}
