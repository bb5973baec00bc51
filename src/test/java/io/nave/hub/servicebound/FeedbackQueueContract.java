package io.nave.hub.servicebound;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What every FeedbackQueue keeps to (semantics §5.1, §5.3), between two replicas of a hub. */
public abstract class FeedbackQueueContract {

    /** Without anything configured, but for a shorter life. */
    protected static final FeedbackLimits LIMITS = new FeedbackLimits(Duration.ofMinutes(30), Duration.ofMinutes(1), 10,
            Duration.ofSeconds(15));
    protected static final String GENERATION = "638000000000000001";
    private static final long T0 = 1_770_000_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration A_WHILE = Duration.ofMillis(100);

    protected final AtomicLong millis = new AtomicLong(T0);
    protected final Clock clock = ((InstantSource) () -> Instant.ofEpochMilli(millis.get())).withZone(ZoneOffset.UTC);
    private final DeviceId device = new DeviceId("d-" + UUID.randomUUID());

    protected abstract FeedbackQueue first();

    protected abstract FeedbackQueue second();

    /** Lets a message with this id to this device, of {@link #GENERATION}, succeed now. */
    protected abstract void succeed(DeviceId to, String messageId);

    @Test
    void nothingIsThereAtFirst() {
        assertThat(receive(first(), "a", 10)).isEmpty();
        pass(LIMITS.flushAfter());
        assertThat(receive(first(), FeedbackQueue.NOBODY, 10)).isEmpty();
    }

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
        assertThat(awaitRecords(2)).flatExtracting(FeedbackQueueContract::ids).containsExactly("m-1", "m-2");
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
        assertThat(batches.stream().flatMap(batch -> ids(batch).stream())).containsExactlyElementsOf(sent);
    }

    @Test
    void recordsOfManyDevicesAreOneBatch() {
        // when
        List<String> sent = IntStream.range(0, 64).mapToObj(i -> "m-" + i).toList();
        sent.forEach(id -> succeed(new DeviceId(device + "-" + id), id));
        // then
        FeedbackBatch batch = receiveOne("a");
        assertThat(ids(batch)).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(batch.records()).allMatch(told -> told.device().value().equals(device + "-" + told.originalMessageId()));
    }

    @Test
    void batchesComeInTheirOrderAndNoMoreThanAsked() {
        // given
        flush("m-1", "m-2", "m-3");
        // then
        assertThat(firstIds(receive(first(), "a", 2))).containsExactly("m-1", "m-2");
        assertThat(firstIds(receive(first(), "a", 2))).containsExactly("m-3");
        assertThat(receive(first(), "a", 2)).isEmpty();
    }

    @Test
    void receiversCompete() {
        // given
        flush("m-1", "m-2");
        // then
        assertThat(firstIds(receive(first(), "a", 1))).containsExactly("m-1");
        assertThat(firstIds(receive(second(), "b", 5))).containsExactly("m-2");
        assertThat(receive(second(), FeedbackQueue.NOBODY, 5)).isEmpty();
    }

    @Test
    void receiversAtTheSameTimeShareNothing() {
        // given
        String[] sent = IntStream.range(0, 20).mapToObj(i -> "m-" + i).toArray(String[]::new);
        flush(sent);
        // when
        List<FeedbackBatch> received = Multi.createFrom().range(0, 40)
                .onItem().transformToUni(i -> (i % 2 == 0 ? first() : second()).receive("r-" + i, 1)).merge(40)
                .onItem().transformToIterable(batches -> batches).collect().asList().await().atMost(PATIENCE);
        // then
        assertThat(firstIds(received)).containsExactlyInAnyOrder(sent);
    }

    @Test
    void completedBatchIsGoneForEverybody() {
        // given
        flush("m-1");
        LockToken token = receiveOne("a").token();
        // then
        assertThat(settled(second().complete(token))).isEqualTo(Settlement.DONE);
        assertThat(settled(first().complete(token))).isEqualTo(Settlement.NOT_FOUND);
        assertThat(settled(first().abandon(token))).isEqualTo(Settlement.NOT_FOUND);
        pass(LIMITS.lock());
        assertThatNothingComes();
    }

    @Test
    void rejectedBatchIsDropped() {
        // given
        flush("m-1");
        LockToken token = receiveOne("a").token();
        // then
        assertThat(settled(first().reject(token))).isEqualTo(Settlement.DONE);
        assertThat(settled(first().reject(token))).isEqualTo(Settlement.NOT_FOUND);
        pass(LIMITS.lock());
        assertThatNothingComes();
    }

    @Test
    void abandonedBatchTakesItsOldPlaceAndCounts() {
        // given
        flush("m-1", "m-2");
        FeedbackBatch before = receiveOne("a");
        // when
        assertThat(settled(second().abandon(before.token()))).isEqualTo(Settlement.DONE);
        // then
        List<FeedbackBatch> after = receive(second(), "b", 5);
        assertThat(firstIds(after)).containsExactly("m-1", "m-2");
        assertThat(after).extracting(FeedbackBatch::deliveryCount).containsExactly(1, 0);
        assertThat(after.getFirst().enqueuedAt()).isEqualTo(before.enqueuedAt());
        assertThat(after.getFirst().token()).isNotEqualTo(before.token());
        assertThat(settled(first().complete(before.token()))).isEqualTo(Settlement.LOCK_LOST);
    }

    @Test
    void batchThatIsAbandonedBeyondTheMaximumIsDropped() {
        // given
        flush("m-1");
        for (int i = 0; i < LIMITS.maxDeliveryCount(); i++) {
            FeedbackBatch batch = receiveOne("a");
            assertThat(batch.deliveryCount()).isEqualTo(i);
            assertThat(settled(first().abandon(batch.token()))).isEqualTo(Settlement.DONE);
        }
        FeedbackBatch last = receiveOne("a");
        assertThat(last.deliveryCount()).isEqualTo(LIMITS.maxDeliveryCount());
        // when
        assertThat(settled(first().abandon(last.token()))).isEqualTo(Settlement.DONE);
        // then
        assertThatNothingComes();
        assertThat(settled(first().complete(last.token()))).isEqualTo(Settlement.NOT_FOUND);
    }

    @Test
    void lockRunsOutAndDoesNotCount() {
        // given
        flush("m-1");
        LockToken old = receiveOne("a").token();
        pass(LIMITS.lock().minusMillis(1_000));
        assertThat(receive(second(), "b", 5)).isEmpty();
        // when
        pass(Duration.ofMillis(1_000));
        // then
        assertThat(settled(first().complete(old))).isEqualTo(Settlement.LOCK_LOST);
        FeedbackBatch again = receiveOne("b");
        assertThat(again.deliveryCount()).isZero();
        assertThat(ids(again)).containsExactly("m-1");
        assertThat(settled(first().abandon(old))).isEqualTo(Settlement.LOCK_LOST);
        assertThat(settled(first().reject(old))).isEqualTo(Settlement.LOCK_LOST);
        assertThat(settled(first().complete(again.token()))).isEqualTo(Settlement.DONE);
    }

    @Test
    void releaseGivesBackWhatThatReceiverHoldsAndDoesNotCount() {
        // given
        flush("m-1", "m-2", "m-3");
        LockToken ofA = receive(first(), "a", 1).getFirst().token();
        LockToken ofB = receive(first(), "b", 1).getFirst().token();
        // when
        second().release("a").await().atMost(PATIENCE);
        // then
        assertThat(settled(first().complete(ofA))).isEqualTo(Settlement.LOCK_LOST);
        List<FeedbackBatch> again = receive(second(), "c", 5);
        assertThat(firstIds(again)).containsExactly("m-1", "m-3");
        assertThat(again).extracting(FeedbackBatch::deliveryCount).containsOnly(0);
        assertThat(settled(first().complete(ofB))).isEqualTo(Settlement.DONE);
    }

    @Test
    void releaseDoesNotTouchWhatIsSettledOrSomebodyElsesByNow() {
        // given
        flush("m-1", "m-2");
        settled(first().complete(receiveOne("a").token()));
        receiveOne("a");
        pass(LIMITS.lock());
        LockToken ofB = receiveOne("b").token();
        // when
        first().release("a").await().atMost(PATIENCE);
        first().release("a").await().atMost(PATIENCE);
        first().release("nobody-ever").await().atMost(PATIENCE);
        // then
        assertThat(receive(first(), "c", 5)).isEmpty();
        assertThat(settled(first().complete(ofB))).isEqualTo(Settlement.DONE);
    }

    @Test
    void expiredBatchIsForgotten() {
        // given
        flush("m-1", "m-2");
        LockToken held = receiveOne("a").token();
        // when
        pass(LIMITS.timeToLive());
        // then
        assertThatNothingComes();
        assertThat(settled(first().complete(held))).isIn(Settlement.LOCK_LOST, Settlement.NOT_FOUND);
        eventually().untilAsserted(() -> assertThat(settled(first().complete(held))).isEqualTo(Settlement.NOT_FOUND));
    }

    @Test
    void tokenThatNobodyGaveSettlesNothing() {
        // given
        flush("m-1");
        LockToken token = receiveOne("a").token();
        LockToken unknown = new LockToken(UUID.randomUUID());
        LockToken other = LockToken.of(token.sequenceNumber(), token.nonce() + 1);
        // then
        assertThat(settled(first().complete(unknown))).isEqualTo(Settlement.NOT_FOUND);
        assertThat(settled(first().complete(other))).isEqualTo(Settlement.LOCK_LOST);
        assertThat(settled(first().abandon(other))).isEqualTo(Settlement.LOCK_LOST);
        assertThat(settled(first().reject(other))).isEqualTo(Settlement.LOCK_LOST);
        assertThat(settled(first().complete(token))).isEqualTo(Settlement.DONE);
    }

    /** Makes a batch of each of these. */
    private void flush(String... messageIds) {
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
            return firstIds(batches).contains(id);
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

    /** Lets a little more than this pass: what holds at the very millisecond is not agreed. */
    private void pass(Duration time) {
        millis.addAndGet(time.toMillis() + 1);
    }

    private FeedbackBatch receiveOne(String receiver) {
        return receiveUntil(receiver, 1).getFirst();
    }

    private List<FeedbackBatch> receiveUntil(String receiver, int count) {
        List<FeedbackBatch> batches = new ArrayList<>();
        eventually().until(() -> {
            batches.addAll(receive(first(), receiver, count - batches.size()));
            return batches.size() == count;
        });
        return batches;
    }

    private void assertThatNothingComes() {
        eventually().during(A_WHILE).atMost(PATIENCE).until(() -> receive(first(), "nothing", 10).isEmpty());
    }

    protected static List<FeedbackBatch> receive(FeedbackQueue queue, String receiver, int max) {
        return queue.receive(receiver, max).await().atMost(PATIENCE);
    }

    protected static Settlement settled(Uni<Settlement> settlement) {
        return settlement.await().atMost(PATIENCE);
    }

    private FeedbackRecord success(String messageId, long at) {
        return new FeedbackRecord(messageId, Instant.ofEpochMilli(at), FeedbackStatus.SUCCESS, device, GENERATION);
    }

    private static List<String> ids(FeedbackBatch batch) {
        return batch.records().stream().map(FeedbackRecord::originalMessageId).toList();
    }

    private static List<String> firstIds(List<FeedbackBatch> batches) {
        return batches.stream().map(batch -> ids(batch).getFirst()).toList();
    }

    private static ConditionFactory eventually() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }
}
