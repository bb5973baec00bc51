package io.nave.hub.devicebound;

import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.Settlement;

import static org.assertj.core.api.Assertions.assertThat;

/** Who holds messages in every DeviceBoundQueue, and how they come back (semantics §5.1, §5.2). */
public abstract class DeviceBoundLocksContract extends DeviceBoundOutcomesContract {

    private static final String NOBODY = DeviceBoundQueue.NOBODY;

    @Test
    void takeOverFreesWhatOtherConnectionsHoldAndDoesNotCount() {
        // given
        enqueue("a", "b", "c");
        done(first().takeOver(queue, "old"));
        LockToken a = next("old");
        LockToken b = next("old");
        // when
        done(second().takeOver(queue, "new"));
        // then
        assertThat(complete(a)).isEqualTo(Settlement.LOCK_LOST);
        assertThat(abandon(b)).isEqualTo(Settlement.LOCK_LOST);
        Received again = done(second().receive(queue, "new", ALL));
        assertThat(texts(again)).containsExactly("a", "b", "c");
        assertThat(again.messages()).extracting(LockedMessage::deliveryCount).containsOnly(0);
        assertThat(complete(again.messages().getFirst().token())).isEqualTo(Settlement.DONE);
    }

    @Test
    void whatWasReceivedBeforeIsARedelivery() {
        // given
        enqueue("given back", "timed out", "never received");
        abandon(next("c"));
        assertThat(done(first().receive(queue, "c", 1)).messages().getFirst().redelivered()).isTrue();
        assertThat(done(first().receive(queue, "c", 1)).messages()).extracting(LockedMessage::redelivered)
                .containsExactly(false);
        // when
        pass(LIMITS.lock());
        // then
        assertThat(done(first().receive(queue, "c", ALL)).messages()).extracting(LockedMessage::redelivered)
                .containsExactly(true, true, false);
    }

    @Test
    void takeOverLeavesWhatNobodysConnectionHolds() {
        // given
        enqueue("a", "b");
        LockToken a = next(NOBODY);
        // when
        done(first().takeOver(queue, "new"));
        // then
        assertThat(receive(first(), "new", ALL)).containsExactly("b");
        assertThat(complete(a)).isEqualTo(Settlement.DONE);
    }

    @Test
    void takeOverByTheSameConnectionLeavesWhatItHolds() {
        // given
        enqueue("a");
        done(first().takeOver(queue, "c"));
        LockToken a = next("c");
        // when
        done(second().takeOver(queue, "c"));
        // then
        assertThat(receive(first(), "c", ALL)).isEmpty();
        assertThat(complete(a)).isEqualTo(Settlement.DONE);
    }

    @Test
    void releaseGivesBackWhatThatConnectionHoldsAndDoesNotCount() {
        // given
        enqueue("a", "b", "c", "d");
        LockToken a = next("c");
        LockToken b = next(NOBODY);
        LockToken c = next("c");
        abandon(a);
        LockToken over = next("c");
        complete(over);
        // when
        done(second().release(queue, "c"));
        // then
        assertThat(complete(c)).isEqualTo(Settlement.LOCK_LOST);
        Received again = done(first().receive(queue, "c2", ALL));
        assertThat(texts(again)).containsExactly("c", "d");
        assertThat(again.messages()).extracting(LockedMessage::deliveryCount).containsOnly(0);
        assertThat(complete(b)).isEqualTo(Settlement.DONE);
    }

    @Test
    void releaseOfAnOlderConnectionTouchesNothing() {
        // given
        enqueue("a");
        done(first().takeOver(queue, "old"));
        next("old");
        done(first().takeOver(queue, "new"));
        LockToken held = next("new");
        // when
        done(first().release(queue, "old"));
        done(first().release(queue, "never-there"));
        // then
        assertThat(receive(first(), "new", ALL)).isEmpty();
        assertThat(complete(held)).isEqualTo(Settlement.DONE);
    }

    @Test
    void releaseAfterTheLockRanOutDoesNotTakeItFromTheNext() {
        // given
        enqueue("a");
        next("c");
        pass(LIMITS.lock());
        LockToken held = next(NOBODY);
        // when
        done(first().release(queue, "c"));
        // then
        assertThat(complete(held)).isEqualTo(Settlement.DONE);
    }

    @Test
    void whatNobodyHoldsIsGivenBackByNobody() {
        // given
        enqueue("a");
        LockToken held = next(NOBODY);
        // when
        done(first().release(queue, NOBODY));
        // then
        assertThat(receive(first(), NOBODY, ALL)).isEmpty();
        assertThat(complete(held)).isEqualTo(Settlement.DONE);
    }

    @Test
    void receiverHearsWhenTheFirstLockRunsOut() {
        // given
        enqueue("a", "b", "c");
        Instant start = clock.instant();
        // then
        assertThat(done(first().receive(queue, "c", 1)).nextAt()).contains(start.plus(LIMITS.lock()));
        millis.addAndGet(5_000);
        LockToken b = next("c");
        assertThat(nextAt()).contains(start.plus(LIMITS.lock()));
        // when
        pass(LIMITS.lock().minusSeconds(5));
        done(first().receive(queue, "c", 1));
        // then
        assertThat(nextAt()).contains(start.plusSeconds(5).plus(LIMITS.lock()));
        complete(b);
        done(first().purge(queue));
        assertThat(nextAt()).isEmpty();
    }

    private Optional<Instant> nextAt() {
        return done(second().receive(queue, NOBODY, 0)).nextAt();
    }
}
