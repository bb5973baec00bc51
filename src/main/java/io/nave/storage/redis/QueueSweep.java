package io.nave.storage.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.nave.hub.devicebound.QueueId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * Looks at all buckets again and again, a few at a time: dead-letters what has expired where nobody receives, and has feedback
 * fetched that was left in an outbox. Replicas share the work: of each group of buckets one of them takes a round.
 */
final class QueueSweep {

    private static final int GROUPS = 32;
    private static final Duration PACE = Duration.ofMillis(250);
    /** A little shorter than a round, so that no group waits for two. */
    private static final Duration TURN = PACE.multipliedBy(GROUPS - 4);
    private static final int QUEUES_AT_ONCE = 500;
    private static final int AT_ONCE = 64;

    private final RedisPipeline redis;
    private final FeedbackOutbox outbox;
    private final QueueScripts scripts;
    private final Consumer<QueueId> changed;
    private final OutageReport outage;

    QueueSweep(RedisPipeline redis, FeedbackOutbox outbox, QueueScripts scripts, Consumer<QueueId> changed,
            OutageReport outage) {
        this.redis = redis;
        this.outbox = outbox;
        this.scripts = scripts;
        this.changed = changed;
        this.outage = outage;
    }

    Multi<Void> run() {
        return Multi.createFrom().ticks().every(PACE).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> sweepIfMine((int) (tick % GROUPS)));
    }

    private Uni<Void> sweepIfMine(int group) {
        Request take = Request.cmd(Command.SET).arg("nave:c2d:sweep:" + group).arg("1").arg("NX").arg("PX")
                .arg(TURN.toMillis());
        return Uni.createFrom().completionStage(() -> redis.send(take))
                .chain(taken -> taken == null ? Uni.createFrom().voidItem() : sweep(group))
                .onFailure().invoke(outage::failed).onFailure().recoverWithNull();
    }

    private Uni<Void> sweep(int group) {
        List<String> buckets = IntStream.range(0, PresenceKeys.BUCKETS).filter(bucket -> bucket % GROUPS == group)
                .mapToObj(PresenceKeys::bucket).toList();
        return Multi.createFrom().iterable(buckets).onItem().transformToUni(this::sweep).merge(AT_ONCE)
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> sweep(String bucket) {
        Request due = Request.cmd(Command.ZRANGEBYSCORE).arg(QueueKeys.due(bucket)).arg("-inf")
                .arg(scripts.now().toEpochMilli()).arg("LIMIT").arg(0).arg(QUEUES_AT_ONCE);
        Request told = Request.cmd(Command.LLEN).arg(QueueKeys.outbox(bucket));
        return send(due).chain(queues -> expire(bucket, queues))
                .chain(() -> send(told)).invoke(records -> fetch(bucket, records)).replaceWithVoid();
    }

    private Uni<Void> expire(String bucket, Response queues) {
        return Multi.createFrom().iterable(IntStream.range(0, queues.size()).mapToObj(i -> queues.get(i).toString()).toList())
                .onItem().transformToUni(name -> expire(QueueKeys.named(bucket, name))).merge(AT_ONCE)
                .collect().last().replaceWithVoid();
    }

    private Uni<Response> expire(QueueKeys queue) {
        return send(scripts.expire(queue)).invoke(() -> changed.accept(queue.id()));
    }

    private void fetch(String bucket, Response records) {
        if (records.toInteger() > 0) {
            outbox.written(bucket);
        }
    }

    private Uni<Response> send(Request request) {
        return Uni.createFrom().completionStage(() -> redis.send(request));
    }
}
