package io.nave.hub.servicebound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.nave.hub.id.DeviceId;

import static org.assertj.core.api.Assertions.assertThat;

/** What every FeedbackQueue keeps to (semantics §5.1, §5.3), between two replicas of a hub. */
public abstract class FeedbackQueueContract extends ServiceBoundQueueContract<FeedbackBatch> {

    /** Without anything configured, but for a shorter life. */
    protected static final FeedbackLimits LIMITS = new FeedbackLimits(TIME_TO_LIVE, LOCK, MAX_DELIVERY_COUNT,
            Duration.ofSeconds(15));
    protected static final String GENERATION = "638000000000000001";

    private final DeviceId device = new DeviceId("d-" + UUID.randomUUID());

    @Override
    protected abstract FeedbackQueue first();

    @Override
    protected abstract FeedbackQueue second();

    /** Lets a message with this id to this device, of {@link #GENERATION}, succeed now. */
    protected abstract void succeed(DeviceId to, String messageId);

    @Test
    void recordSaysWhatBecameOfWhichMessageWhen() {
        // given
        succeed(device, "m-1");
        millis.addAndGet(100);
        succeed(device, "m-2:.+%_#*?!(),=@;$'&\"/");
        // when
        pass(LIMITS.flushAfter());
        // then
        List<FeedbackBatch> batches = awaitRecords(2);
        assertThat(batches).flatExtracting(FeedbackBatch::records)
                .containsExactly(success("m-1", T0), success("m-2:.+%_#*?!(),=@;$'&\"/", T0 + 100));
        assertThat(batches).allSatisfy(batch -> {
            assertThat(batch.deliveryCount()).isZero();
            assertThat(batch.enqueuedAt()).isBetween(Instant.ofEpochMilli(T0), clock.instant());
        });
    }

    @Test
    void recordsWaitForOthersUntilTheFlushTime() {
        // given
        succeed(device, "m-1");
        pass(LIMITS.flushAfter().minusMillis(1_000));
        succeed(device, "m-2");
        // then
        assertThatNothingComes();
        // then
        assertThat(awaitRecords(2)).flatExtracting(FeedbackQueueContract::messageIds).containsExactly("m-1", "m-2");
    }

    @Test
    void sixtyFourRecordsAreABatchAtOnce() {
        // when
        List<String> sent = IntStream.range(0, 130).mapToObj(i -> "m-" + i).toList();
        sent.forEach(id -> succeed(device, id));
        // then
        List<FeedbackBatch> batches = receiveUntil("a", 2);
        assertThat(batches).extracting(batch -> batch.records().size()).containsExactly(64, 64);
        assertThatNothingComes();
        // then
        batches.addAll(awaitRecords(2));
        assertThat(batches.stream().flatMap(batch -> messageIds(batch).stream())).containsExactlyElementsOf(sent);
    }

    @Test
    void recordsOfManyDevicesAreOneBatch() {
        // when
        List<String> sent = IntStream.range(0, 64).mapToObj(i -> "m-" + i).toList();
        sent.forEach(id -> succeed(new DeviceId(device + "-" + id), id));
        // then
        FeedbackBatch batch = receiveOne("a");
        assertThat(messageIds(batch)).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(batch.records()).allMatch(told -> told.device().value().equals(device + "-" + told.originalMessageId()));
    }

    /** Makes a batch of each of these. */
    @Override
    protected void tell(String... messageIds) {
        for (String id : messageIds) {
            succeed(device, id);
            pass(LIMITS.flushAfter());
            awaitFlushed("flush", messageIds.length, id);
            first().release("flush").await().atMost(PATIENCE);
        }
    }

    /** Until a batch that starts with this message is received, while time passes. */
    private List<FeedbackBatch> awaitFlushed(String receiver, int max, String id) {
        List<FeedbackBatch> batches = new ArrayList<>();
        eventually().until(() -> {
            pass(Duration.ofSeconds(1));
            batches.addAll(receive(first(), receiver, max));
            return ids(batches).contains(id);
        });
        return batches;
    }

    /**
     * Until batches with that many records are received, while time passes. Records need not be in one batch: a queue may
     * gather
     * them in the background, and this clock runs faster than that.
     */
    private List<FeedbackBatch> awaitRecords(int count) {
        List<FeedbackBatch> batches = new ArrayList<>();
        eventually().until(() -> {
            pass(Duration.ofSeconds(1));
            batches.addAll(receive(first(), "a", count));
            return batches.stream().mapToInt(batch -> batch.records().size()).sum() >= count;
        });
        return batches;
    }

    private FeedbackRecord success(String messageId, long at) {
        return new FeedbackRecord(messageId, Instant.ofEpochMilli(at), FeedbackStatus.SUCCESS, device, GENERATION);
    }

    @Override
    protected String idOf(FeedbackBatch batch) {
        return messageIds(batch).getFirst();
    }

    private static List<String> messageIds(FeedbackBatch batch) {
        return batch.records().stream().map(FeedbackRecord::originalMessageId).toList();
    }
}
