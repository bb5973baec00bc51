package io.nave.storage.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FeedbackLimits;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.Settlement;
import io.nave.storage.redis.QueueAnswers.FeedbackText;
import io.nave.storage.redis.QueueScripts.Locking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * Feedback in Redis: a queue like that of a device, whose messages are batches. A batch is text: the time it was closed, then a
 * line for each record, {@code time status device generation message-id}. From any thread.
 */
@Singleton
final class RedisFeedbackQueue implements FeedbackQueue {

    private static final Duration SLOWEST = Duration.ofSeconds(1);
    private static final int WORDS = 5;

    private final RedisPipeline redis;
    private final FeedbackOutbox outbox;
    private final FeedbackLimits limits;
    private final QueueScripts scripts;
    private final OutageReport outage;

    RedisFeedbackQueue(RedisPipeline redis, FeedbackOutbox outbox, FeedbackLimits limits, Clock clock, HubMonitor monitor) {
        this.redis = redis;
        this.outbox = outbox;
        this.limits = limits;
        this.scripts = new QueueScripts(clock, 0);
        this.outage = new OutageReport("batches of feedback in Redis", monitor, clock);
    }

    @Override
    public Uni<List<FeedbackBatch>> receive(String receiver, int max) {
        Locking locking = scripts.locking(limits.lock());
        return outbox.flush().chain(() -> send(scripts.receive(QueueKeys.FEEDBACK, locking, receiver, max)))
                .map(answer -> batches(answer, locking));
    }

    private static List<FeedbackBatch> batches(Response answer, Locking locking) {
        List<FeedbackBatch> batches = new ArrayList<>();
        for (int i = QueueAnswers.RECEIVED_HEADER; i < answer.size(); i += QueueAnswers.FIELDS_OF_A_MESSAGE) {
            List<String> lines = answer.get(i + 3).toString().lines().toList();
            batches.add(new FeedbackBatch(LockToken.of(answer.get(i).toLong(), locking.nonce()), answer.get(i + 1).toInteger(),
                    Instant.ofEpochMilli(Long.parseLong(lines.getFirst())),
                    lines.stream().skip(1).map(RedisFeedbackQueue::entry).toList()));
        }
        return batches;
    }

    private static FeedbackRecord entry(String line) {
        String[] words = line.split(" ", WORDS);
        return new FeedbackRecord(words[4], Instant.ofEpochMilli(Long.parseLong(words[0])), FeedbackText.status(words[1]),
                new DeviceId(words[2]), words[3]);
    }

    @Override
    public Uni<Settlement> complete(LockToken token) {
        return settle(token, "complete");
    }

    @Override
    public Uni<Settlement> abandon(LockToken token) {
        return settle(token, "abandon");
    }

    @Override
    public Uni<Settlement> reject(LockToken token) {
        return settle(token, "reject");
    }

    private Uni<Settlement> settle(LockToken token, String action) {
        return send(scripts.settle(QueueKeys.FEEDBACK, token, action, limits.maxDeliveryCount()))
                .map(QueueScripts::settlement);
    }

    @Override
    public Uni<Void> release(String receiver) {
        return send(scripts.unlockOwn(QueueKeys.FEEDBACK, receiver)).replaceWithVoid();
    }

    @Override
    public Multi<Void> upkeep() {
        Duration pace = limits.flushAfter().dividedBy(4).compareTo(SLOWEST) > 0 ? SLOWEST : limits.flushAfter().dividedBy(4);
        return Multi.createFrom().ticks().every(pace).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> flushAndExpire());
    }

    private Uni<Void> flushAndExpire() {
        return outbox.flush().chain(() -> send(scripts.expire(QueueKeys.FEEDBACK))).replaceWithVoid()
                .onFailure().invoke(outage::failed).onFailure().recoverWithNull();
    }

    private Uni<Response> send(Request request) {
        return Uni.createFrom().completionStage(() -> redis.send(request));
    }
}
