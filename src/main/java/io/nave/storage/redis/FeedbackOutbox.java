package io.nave.storage.redis;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.servicebound.FeedbackLimits;
import io.nave.hub.servicebound.FeedbackQueue;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * Brings feedback from the outboxes of the buckets into the one queue of the hub, each record once. A step that is interrupted
 * is done again by whoever comes next: the queue remembers how many records it has of each bucket.
 *
 * <pre>
 *   bucket's outbox ─read─► append to the open batch ─► trim the outbox      64 records or the flush time: the batch closes
 * </pre>
 *
 * From any thread; what fails stays in its outbox and is fetched by a later sweep.
 */
@Singleton
final class FeedbackOutbox {

    private static final LuaScript READ = LuaScript.load("outbox-read.lua");
    private static final LuaScript TRIM = LuaScript.load("outbox-trim.lua");
    private static final LuaScript APPEND = LuaScript.load("feedback-append.lua");
    private static final int AT_ONCE = 32;
    private static final int READ_AT_ONCE = 256;

    private final RedisPipeline redis;
    private final FeedbackLimits limits;
    private final Clock clock;
    private final OutageReport outage;
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean running = new AtomicBoolean();

    FeedbackOutbox(RedisPipeline redis, FeedbackLimits limits, Clock clock, HubMonitor monitor) {
        this.redis = redis;
        this.limits = limits;
        this.clock = clock;
        this.outage = new OutageReport("feedback in Redis", monitor, clock);
    }

    /** There is something in the outbox of this bucket. */
    void written(String bucket) {
        written.add(bucket);
        run();
    }

    /** One run at a time; what is written meanwhile goes with the next. */
    private void run() {
        if (!written.isEmpty() && running.compareAndSet(false, true)) {
            List<String> buckets = List.copyOf(written);
            buckets.forEach(written::remove);
            Multi.createFrom().iterable(buckets).onItem().transformToUni(this::fetched).merge(AT_ONCE)
                    .onCompletion().invoke(this::ran)
                    .subscribe().with(bucket -> {
                    });
        }
    }

    private void ran() {
        running.set(false);
        run();
    }

    private Uni<Void> fetched(String bucket) {
        return fetch(bucket).onFailure().invoke(outage::failed).onFailure().recoverWithNull();
    }

    private Uni<Void> fetch(String bucket) {
        List<String> keys = List.of(QueueKeys.outbox(bucket), QueueKeys.taken(bucket));
        return send(READ.call(keys, List.of(Integer.toString(READ_AT_ONCE)))).chain(answer -> fetched(bucket, keys, answer));
    }

    private Uni<Void> fetched(String bucket, List<String> keys, Response answer) {
        long before = answer.get(0).toLong();
        int records = answer.size() - 1;
        if (records == 0) {
            return Uni.createFrom().voidItem();
        }
        Request append = append(bucket, before);
        for (int i = 1; i <= records; i++) {
            append.arg(answer.get(i).toBuffer());
        }
        return send(append).chain(closed -> closed.toInteger() < 0 ? Uni.createFrom().voidItem() // no memory now: a later sweep
                : trim(bucket, keys, before + records));
    }

    private Uni<Void> trim(String bucket, List<String> keys, long taken) {
        return send(TRIM.call(keys, List.of(Long.toString(taken))))
                .chain(left -> left.toInteger() > 0 ? fetch(bucket) : Uni.createFrom().voidItem());
    }

    /** Closes the open batch when it has waited long enough. */
    Uni<Void> flush() {
        return send(append("", 0)).replaceWithVoid();
    }

    private Request append(String bucket, long before) {
        QueueKeys queue = QueueKeys.FEEDBACK;
        List<String> keys = List.of(queue.prefix() + ":open", queue.prefix() + ":since", queue.prefix() + ":taken",
                queue.waiting(), queue.expiry(), queue.messages(), queue.dueOfBucket(), queue.numbers());
        long now = clock.millis();
        return APPEND.call(keys).arg(now).arg(queue.name()).arg(now + limits.timeToLive().toMillis())
                .arg(FeedbackQueue.MAX_RECORDS).arg(limits.flushAfter().toMillis()).arg(bucket).arg(before);
    }

    private Uni<Response> send(Request request) {
        return Uni.createFrom().completionStage(() -> redis.send(request)).map(FeedbackOutbox::present);
    }

    private static Response present(@Nullable Response answer) {
        if (answer == null) {
            throw new IllegalStateException("Redis answered nothing");
        }
        return answer;
    }
}
