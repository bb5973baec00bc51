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

import io.nave.hub.id.LockToken;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What every queue of the back end keeps to (semantics §5.1, §5.3, §7.4), between two replicas of a hub. */
public abstract class ServiceBoundQueueContract<M extends ServiceBoundMessage> {

    protected static final Duration TIME_TO_LIVE = Duration.ofMinutes(30);
    protected static final Duration LOCK = Duration.ofMinutes(1);
    protected static final int MAX_DELIVERY_COUNT = 10;
    protected static final long T0 = 1_770_000_000_000L;
    protected static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration A_WHILE = Duration.ofMillis(100);

    protected final AtomicLong millis = new AtomicLong(T0);
    protected final Clock clock = ((InstantSource) () -> Instant.ofEpochMilli(millis.get())).withZone(ZoneOffset.UTC);

    protected abstract ServiceBoundQueue<M> first();

    protected abstract ServiceBoundQueue<M> second();

    /** Makes a message of each of these, in this order, that can be received now. */
    protected abstract void tell(String... ids);

    /** What it was made of. */
    protected abstract String idOf(M message);

    @Test
    void nothingIsThereAtFirst() {
        assertThat(receive(first(), "a", 10)).isEmpty();
        pass(Duration.ofMinutes(1));
        assertThat(receive(first(), ServiceBoundQueue.NOBODY, 10)).isEmpty();
    }

    @Test
    void messagesComeInTheirOrderAndNoMoreThanAsked() {
        // given
        tell("m-1", "m-2", "m-3");
        // then
        assertThat(ids(receive(first(), "a", 2))).containsExactly("m-1", "m-2");
        assertThat(ids(receive(first(), "a", 2))).containsExactly("m-3");
        assertThat(receive(first(), "a", 2)).isEmpty();
    }

    @Test
    void receiversCompete() {
        // given
        tell("m-1", "m-2");
        // then
        assertThat(ids(receive(first(), "a", 1))).containsExactly("m-1");
        assertThat(ids(receive(second(), "b", 5))).containsExactly("m-2");
        assertThat(receive(second(), ServiceBoundQueue.NOBODY, 5)).isEmpty();
    }

    @Test
    void receiversAtTheSameTimeShareNothing() {
        // given
        String[] sent = IntStream.range(0, 20).mapToObj(i -> "m-" + i).toArray(String[]::new);
        tell(sent);
        // when
        List<M> received = Multi.createFrom().range(0, 40)
                .onItem().transformToUni(i -> (i % 2 == 0 ? first() : second()).receive("r-" + i, 1)).merge(40)
                .onItem().transformToIterable(messages -> messages).collect().asList().await().atMost(PATIENCE);
        // then
        assertThat(ids(received)).containsExactlyInAnyOrder(sent);
    }

    @Test
    void completedMessageIsGoneForEverybody() {
        // given
        tell("m-1");
        LockToken token = receiveOne("a").token();
        // then
        assertThat(settled(second().complete(token))).isEqualTo(Settlement.DONE);
        assertThat(settled(first().complete(token))).isEqualTo(Settlement.NOT_FOUND);
        assertThat(settled(first().abandon(token))).isEqualTo(Settlement.NOT_FOUND);
        pass(LOCK);
        assertThatNothingComes();
    }

    @Test
    void rejectedMessageIsDropped() {
        // given
        tell("m-1");
        LockToken token = receiveOne("a").token();
        // then
        assertThat(settled(first().reject(token))).isEqualTo(Settlement.DONE);
        assertThat(settled(first().reject(token))).isEqualTo(Settlement.NOT_FOUND);
        pass(LOCK);
        assertThatNothingComes();
    }

    @Test
    void abandonedMessageTakesItsOldPlaceAndCounts() {
        // given
        tell("m-1", "m-2");
        M before = receiveOne("a");
        // when
        assertThat(settled(second().abandon(before.token()))).isEqualTo(Settlement.DONE);
        // then
        List<M> after = receive(second(), "b", 5);
        assertThat(ids(after)).containsExactly("m-1", "m-2");
        assertThat(after).extracting(ServiceBoundMessage::deliveryCount).containsExactly(1, 0);
        assertThat(after.getFirst().enqueuedAt()).isEqualTo(before.enqueuedAt());
        assertThat(after.getFirst().token()).isNotEqualTo(before.token());
        assertThat(settled(first().complete(before.token()))).isEqualTo(Settlement.LOCK_LOST);
    }

    @Test
    void messageThatIsAbandonedBeyondTheMaximumIsDropped() {
        // given
        tell("m-1");
        for (int i = 0; i < MAX_DELIVERY_COUNT; i++) {
            M message = receiveOne("a");
            assertThat(message.deliveryCount()).isEqualTo(i);
            assertThat(settled(first().abandon(message.token()))).isEqualTo(Settlement.DONE);
        }
        M last = receiveOne("a");
        assertThat(last.deliveryCount()).isEqualTo(MAX_DELIVERY_COUNT);
        // when
        assertThat(settled(first().abandon(last.token()))).isEqualTo(Settlement.DONE);
        // then
        assertThatNothingComes();
        assertThat(settled(first().complete(last.token()))).isEqualTo(Settlement.NOT_FOUND);
    }

    @Test
    void lockRunsOutAndDoesNotCount() {
        // given
        tell("m-1");
        LockToken old = receiveOne("a").token();
        pass(LOCK.minusMillis(1_000));
        assertThat(receive(second(), "b", 5)).isEmpty();
        // when
        pass(Duration.ofMillis(1_000));
        // then
        assertThat(settled(first().complete(old))).isEqualTo(Settlement.LOCK_LOST);
        M again = receiveOne("b");
        assertThat(again.deliveryCount()).isZero();
        assertThat(idOf(again)).isEqualTo("m-1");
        assertThat(settled(first().abandon(old))).isEqualTo(Settlement.LOCK_LOST);
        assertThat(settled(first().reject(old))).isEqualTo(Settlement.LOCK_LOST);
        assertThat(settled(first().complete(again.token()))).isEqualTo(Settlement.DONE);
    }

    @Test
    void releaseGivesBackWhatThatReceiverHoldsAndDoesNotCount() {
        // given
        tell("m-1", "m-2", "m-3");
        LockToken ofA = receive(first(), "a", 1).getFirst().token();
        LockToken ofB = receive(first(), "b", 1).getFirst().token();
        // when
        second().release("a").await().atMost(PATIENCE);
        // then
        assertThat(settled(first().complete(ofA))).isEqualTo(Settlement.LOCK_LOST);
        List<M> again = receive(second(), "c", 5);
        assertThat(ids(again)).containsExactly("m-1", "m-3");
        assertThat(again).extracting(ServiceBoundMessage::deliveryCount).containsOnly(0);
        assertThat(settled(first().complete(ofB))).isEqualTo(Settlement.DONE);
    }

    @Test
    void releaseDoesNotTouchWhatIsSettledOrSomebodyElsesByNow() {
        // given
        tell("m-1", "m-2");
        settled(first().complete(receiveOne("a").token()));
        receiveOne("a");
        pass(LOCK);
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
    void expiredMessageIsForgotten() {
        // given
        tell("m-1", "m-2");
        LockToken held = receiveOne("a").token();
        // when
        pass(TIME_TO_LIVE);
        // then
        assertThatNothingComes();
        assertThat(settled(first().complete(held))).isIn(Settlement.LOCK_LOST, Settlement.NOT_FOUND);
        eventually().untilAsserted(() -> assertThat(settled(first().complete(held))).isEqualTo(Settlement.NOT_FOUND));
    }

    @Test
    void tokenThatNobodyGaveSettlesNothing() {
        // given
        tell("m-1");
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

    /** Lets a little more than this pass: what holds at the very millisecond is not agreed. */
    protected final void pass(Duration time) {
        millis.addAndGet(time.toMillis() + 1);
    }

    protected final M receiveOne(String receiver) {
        return receiveUntil(receiver, 1).getFirst();
    }

    protected final List<M> receiveUntil(String receiver, int count) {
        List<M> messages = new ArrayList<>();
        eventually().until(() -> {
            messages.addAll(receive(first(), receiver, count - messages.size()));
            return messages.size() == count;
        });
        return messages;
    }

    protected final void assertThatNothingComes() {
        eventually().during(A_WHILE).atMost(PATIENCE).until(() -> receive(first(), "nothing", 10).isEmpty());
    }

    protected static <M extends ServiceBoundMessage> List<M> receive(ServiceBoundQueue<M> queue, String receiver, int max) {
        return queue.receive(receiver, max).await().atMost(PATIENCE);
    }

    protected static Settlement settled(Uni<Settlement> settlement) {
        return settlement.await().atMost(PATIENCE);
    }

    protected final List<String> ids(List<M> messages) {
        return messages.stream().map(this::idOf).toList();
    }

    protected static ConditionFactory eventually() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }
}
