package io.nave.storage.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.inject.Singleton;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FeedbackLimits;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.storage.redis.QueueAnswers.FeedbackText;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Feedback in Redis. A batch is text: the time it was closed, then a line for each record,
 * {@code time status device generation message-id}. From any thread.
 */
@Singleton
final class RedisFeedbackQueue extends RedisServiceBoundQueue<FeedbackBatch> implements FeedbackQueue {

    private static final Duration SLOWEST = Duration.ofSeconds(1);
    private static final int WORDS = 5;

    private final FeedbackOutbox outbox;
    private final FeedbackLimits limits;
    private final OutageReport outage;

    RedisFeedbackQueue(RedisPipeline redis, FeedbackOutbox outbox, FeedbackLimits limits, Clock clock, HubMonitor monitor) {
        super(redis, QueueKeys.FEEDBACK, clock, new Rules(limits.lock(), limits.maxDeliveryCount()));
        this.outbox = outbox;
        this.limits = limits;
        this.outage = new OutageReport("batches of feedback in Redis", monitor, clock);
    }

    @Override
    public Uni<List<FeedbackBatch>> receive(String receiver, int max) {
        return outbox.flush().chain(() -> super.receive(receiver, max));
    }

    @Override
    FeedbackBatch message(LockToken token, int deliveryCount, String text) {
        List<String> lines = text.lines().toList();
        return new FeedbackBatch(token, deliveryCount, Instant.ofEpochMilli(Long.parseLong(lines.getFirst())),
                lines.stream().skip(1).map(RedisFeedbackQueue::entry).toList());
    }

    private static FeedbackRecord entry(String line) {
        String[] words = line.split(" ", WORDS);
        return new FeedbackRecord(words[4], Instant.ofEpochMilli(Long.parseLong(words[0])), FeedbackText.status(words[1]),
                new DeviceId(words[2]), words[3]);
    }

    @Override
    public Multi<Void> upkeep() {
        Duration pace = limits.flushAfter().dividedBy(4).compareTo(SLOWEST) > 0 ? SLOWEST : limits.flushAfter().dividedBy(4);
        return Multi.createFrom().ticks().every(pace).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> flushAndExpire());
    }

    private Uni<Void> flushAndExpire() {
        return outbox.flush().chain(this::expire)
                .onFailure().invoke(outage::failed).onFailure().recoverWithNull();
    }
}
