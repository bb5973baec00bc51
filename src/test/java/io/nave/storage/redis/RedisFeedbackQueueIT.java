package io.nave.storage.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.FeedbackQueueContract;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Feedback in Redis keeps to the contract, and is told exactly once when Redis or a replica dies. */
final class RedisFeedbackQueueIT extends FeedbackQueueContract {

    @RegisterExtension
    static final RedisEngine ENGINE = new RedisEngine();

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private QueueReplica first;
    private QueueReplica second;

    @BeforeEach
    void start() {
        first = replica();
        second = replica();
        first.replica.redis.sendAndAwait(Request.cmd(Command.FLUSHALL));
    }

    @AfterEach
    void end() {
        first.close();
        second.close();
    }

    @Test
    void feedbackOfManyDevicesIsToldOnceWhileReplicasDie() {
        // given
        List<String> ids = new ArrayList<>();
        for (int round = 0; round < 8; round++) {
            List<String> some = ids("r" + round);
            ids.addAll(some);
            // when
            succeedAtOnce(some);
            second.close();
            second = replica();
        }
        // then
        assertThat(drain(ids.size())).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void feedbackIsToldOnceAlthoughRedisIsKilled() {
        // given
        List<String> ids = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            List<String> some = ids("k" + round);
            ids.addAll(some);
            // when
            succeedAtOnce(some);
            ENGINE.kill();
            ENGINE.restart();
            awaitRedis();
        }
        // then
        assertThat(drain(ids.size())).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void completedBatchDoesNotComeBackAndAHeldOneDoes() {
        // given
        succeedAtOnce(ids("a"));
        await().until(() -> drainOnce().size() == 64);
        succeed(new DeviceId("later"), "held");
        List<FeedbackBatch> held = new ArrayList<>();
        await().until(() -> {
            millis.addAndGet(5_000);
            return held.addAll(receive(second(), "a", 1));
        });
        // when
        ENGINE.kill();
        ENGINE.restart();
        awaitRedis();
        // then
        assertThat(receive(first(), "b", 10)).isEmpty();
        assertThat(settled(first().complete(held.getFirst().token()))).isEqualTo(Settlement.DONE);
        millis.addAndGet(LIMITS.lock().toMillis() + 1);
        assertThat(receive(first(), "b", 10)).isEmpty();
    }

    @Test
    void goneRedisIsToldToTheCaller() {
        // given
        ENGINE.kill();
        try {
            // then
            LockToken token = LockToken.of(1, 1);
            for (Uni<?> call : List.of(first().receive("a", 1), first().complete(token), first().abandon(token),
                    first().reject(token), first().release("a"))) {
                assertThat(catchThrowableOfType(HubException.class, () -> call.await().atMost(PATIENCE)).code())
                        .isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
            }
        } finally {
            ENGINE.restart();
        }
        awaitRedis();
    }

    @Override
    protected FeedbackQueue first() {
        return first.feedback;
    }

    @Override
    protected FeedbackQueue second() {
        return second.feedback;
    }

    @Override
    protected void succeed(DeviceId to, String messageId) {
        QueueId queue = new QueueId(to, GENERATION);
        DeviceBoundQueue messages = first.deviceBound;
        messages.enqueue(queue, message(messageId), clock.instant().plusSeconds(60)).await().atMost(PATIENCE);
        LockedMessage locked = messages.receive(queue, DeviceBoundQueue.NOBODY, 1).await().atMost(PATIENCE).messages()
                .getFirst();
        assertThat(settled(messages.complete(queue, locked.token()))).isEqualTo(Settlement.DONE);
    }

    private QueueReplica replica() {
        return new QueueReplica(ENGINE.settings(Duration.ofSeconds(5)), DeviceBoundLimits.DEFAULT, LIMITS, clock);
    }

    private static List<String> ids(String prefix) {
        return IntStream.range(0, 64).mapToObj(i -> prefix + "-" + i).toList();
    }

    /** Each of a device of its own. The common pool will not do: its threads keep the class loader of a hub that ran before. */
    private void succeedAtOnce(List<String> ids) {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            ids.stream().map(id -> CompletableFuture.runAsync(() -> succeed(new DeviceId("d-" + id), id), threads)).toList()
                    .forEach(CompletableFuture::join);
        }
    }

    /** The message ids of all feedback that comes, that many at least. */
    private List<String> drain(int count) {
        millis.addAndGet(LIMITS.flushAfter().toMillis() + 1);
        List<String> told = new ArrayList<>();
        await().until(() -> {
            millis.addAndGet(1_000);
            told.addAll(drainOnce());
            return told.size() >= count;
        });
        await().during(Duration.ofMillis(300)).until(() -> drainOnce().isEmpty());
        return told;
    }

    private List<String> drainOnce() {
        List<String> told = new ArrayList<>();
        for (FeedbackBatch batch : receive(first(), FeedbackQueue.NOBODY, 100)) {
            assertThat(settled(first().complete(batch.token()))).isEqualTo(Settlement.DONE);
            batch.records().stream().map(FeedbackRecord::originalMessageId).forEach(told::add);
        }
        return told;
    }

    private static DeviceBoundMessage message(String id) {
        return new DeviceBoundMessage(Map.of(SystemProperty.MESSAGE_ID, id, SystemProperty.ACK, "positive"),
                Map.of(), MessageBody.of(new byte[1]));
    }

    private void awaitRedis() {
        for (QueueReplica replica : List.of(first, second)) {
            await().ignoreExceptions()
                    .untilAsserted(() -> replica.feedback.release("nobody").await().atMost(PATIENCE));
        }
    }
}
