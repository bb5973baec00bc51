package io.nave.hub.devicebound;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Multi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every DeviceBoundQueue keeps to (semantics §5.1-5.3), between two replicas of a hub. */
public abstract class DeviceBoundQueueContract extends DeviceBoundLocksContract {

    private static final String NOBODY = DeviceBoundQueue.NOBODY;

    @Test
    void nothingIsThereAtFirst() {
        assertThat(done(first().receive(queue, NOBODY, ALL))).isEqualTo(new Received(List.of(), Optional.empty()));
        assertThat(depth()).isZero();
        assertThat(view()).isEqualTo(new QueueView(0, List.of(), List.of()));
        assertThat(done(first().purge(queue))).isZero();
    }

    @Test
    void firstInIsFirstOut() {
        // given
        List<Long> numbers = Stream.of("a", "b", "c", "d")
                .map(text -> enqueue(message(text), Duration.ofHours(1)).sequenceNumber()).toList();
        // when
        Received two = done(first().receive(queue, NOBODY, 2));
        Received rest = done(second().receive(queue, NOBODY, ALL));
        // then
        assertThat(texts(two)).containsExactly("a", "b");
        assertThat(texts(rest)).containsExactly("c", "d");
        assertThat(Stream.of(two, rest).flatMap(received -> received.messages().stream()))
                .extracting(LockedMessage::sequenceNumber).containsExactlyElementsOf(numbers);
        assertThat(numbers).isSorted().doesNotHaveDuplicates().allMatch(number -> number > 0);
    }

    @Test
    void messageArrivesAsItWasSent() {
        // given
        byte[] all = new byte[256];
        IntStream.range(0, all.length).forEach(i -> all[i] = (byte) i);
        Map<SystemProperty, String> system = Map.of(SystemProperty.MESSAGE_ID, "m-1", SystemProperty.CORRELATION_ID,
                "c é\u0001", SystemProperty.USER_ID, "u", SystemProperty.CONTENT_TYPE, "text/plain",
                SystemProperty.CONTENT_ENCODING, "utf-8", SystemProperty.ABSOLUTE_EXPIRY_TIME, "2030-01-01T00:00:00Z",
                SystemProperty.ACK, "full");
        Map<String, String> application = new LinkedHashMap<>();
        application.put("z", "1");
        application.put("a b&=\n", "é\u20ac\ud83d\ude00");
        application.put("empty", "");
        DeviceBoundMessage sent = new DeviceBoundMessage(system, application, MessageBody.of(all));
        enqueue(sent, Duration.ofHours(1));
        // when
        LockedMessage received = receiveOne("c");
        // then
        assertThat(received.message()).isEqualTo(sent);
        assertThat(received.message().application().keySet()).containsExactly("z", "a b&=\n", "empty");
        assertThat(received.enqueuedAt()).isEqualTo(Instant.ofEpochMilli(T0));
        assertThat(received.lockedUntil()).isEqualTo(Instant.ofEpochMilli(T0).plus(LIMITS.lock()));
        assertThat(received.deliveryCount()).isZero();
        assertThat(received.redelivered()).isFalse();
    }

    @Test
    void emptyAndLargestMessagesArrive() {
        // given
        DeviceBoundMessage empty = new DeviceBoundMessage(Map.of(), Map.of(), MessageBody.of(new byte[0]));
        DeviceBoundMessage largest = new DeviceBoundMessage(Map.of(), Map.of(), MessageBody.of(new byte[65_536]));
        enqueue(empty, Duration.ofHours(1));
        enqueue(largest, Duration.ofHours(1));
        // then
        assertThat(done(first().receive(queue, "c", ALL)).messages()).extracting(LockedMessage::message)
                .containsExactly(empty, largest);
    }

    @Test
    void fullQueueRefusesAndCountsLockedOnes() {
        // given
        String[] texts = IntStream.range(0, LIMITS.maxDepth()).mapToObj(i -> "m-" + i).toArray(String[]::new);
        enqueue(texts);
        LockToken token = next("c");
        // when
        HubException refusal = catchThrowableOfType(HubException.class, () -> enqueue("one too many"));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED);
        assertThat(refusal).hasMessageContaining("Device Queue depth cannot exceed " + LIMITS.maxDepth() + " messages");
        assertThat(depth()).isEqualTo(LIMITS.maxDepth());
        complete(token);
        enqueue("fits");
        assertThat(depth()).isEqualTo(LIMITS.maxDepth());
        assertThat(view().messages().getLast().message()).isEqualTo(message("fits"));
    }

    @Test
    void expiredMessagesMakeRoom() {
        // given
        IntStream.range(0, LIMITS.maxDepth()).forEach(i -> enqueue(message("m-" + i), Duration.ofMinutes(i == 0 ? 60 : 1)));
        // when
        pass(Duration.ofMinutes(1));
        enqueue("fits");
        // then
        assertThat(receive(first(), "c", ALL)).containsExactly("m-0", "fits");
    }

    @Test
    void lockedMessageIsWithNobodyElse() {
        // given
        enqueue("a", "b");
        // then
        assertThat(receive(first(), NOBODY, 1)).containsExactly("a");
        assertThat(receive(second(), NOBODY, ALL)).containsExactly("b");
        assertThat(receive(second(), NOBODY, ALL)).isEmpty();
    }

    @Test
    void receiversAtTheSameTimeShareNothing() {
        // given
        String[] texts = IntStream.range(0, 40).mapToObj(i -> "m-" + i).toArray(String[]::new);
        enqueue(texts);
        // when
        List<String> received = Multi.createFrom().range(0, 60)
                .onItem().transformToUni(i -> (i % 2 == 0 ? first() : second()).receive(queue, NOBODY, 1)).merge(60)
                .onItem().transformToIterable(DeviceBoundQueueHarness::texts).collect().asList().await().atMost(PATIENCE);
        // then
        assertThat(received).containsExactlyInAnyOrder(texts);
    }

    @Test
    void changesHappenInTheOrderInWhichTheyWereAskedFor() {
        // given
        String[] texts = IntStream.range(0, LIMITS.maxDepth()).mapToObj(i -> "m-" + i).toArray(String[]::new);
        Instant end = clock.instant().plusSeconds(60);
        // when
        List<CompletableFuture<Enqueued>> sent = Stream.of(texts)
                .map(text -> first().enqueue(queue, message(text), end).subscribeAsCompletionStage()).toList();
        Received received = done(first().receive(queue, "c", ALL));
        // then
        assertThat(texts(received)).containsExactly(texts);
        assertThat(sent.stream().map(CompletableFuture::join)).extracting(Enqueued::sequenceNumber)
                .isSorted().doesNotHaveDuplicates();
    }

    @Test
    void completedMessageIsGone() {
        // given
        enqueue("a");
        LockToken token = next("c");
        // then
        assertThat(complete(token)).isEqualTo(Settlement.DONE);
        assertThat(complete(token)).isEqualTo(Settlement.NOT_FOUND);
        assertThat(reject(token)).isEqualTo(Settlement.NOT_FOUND);
        assertThat(abandon(token)).isEqualTo(Settlement.NOT_FOUND);
        assertThat(depth()).isZero();
        pass(LIMITS.lock());
        assertThat(receive(first(), "c", ALL)).isEmpty();
    }

    @Test
    void messagesAreSettledInAnyOrder() {
        // given
        enqueue("a", "b", "c");
        LockToken a = next("c");
        LockToken b = next("c");
        LockToken c = next("c");
        // then
        assertThat(complete(c)).isEqualTo(Settlement.DONE);
        assertThat(reject(b)).isEqualTo(Settlement.DONE);
        assertThat(abandon(a)).isEqualTo(Settlement.DONE);
        assertThat(receive(first(), "c", ALL)).containsExactly("a");
    }

    @Test
    void abandonedMessageTakesItsOldPlaceAndCounts() {
        // given
        enqueue("a", "b", "c");
        LockToken a = next("c");
        next("c");
        // when
        assertThat(abandon(a)).isEqualTo(Settlement.DONE);
        // then
        Received again = done(first().receive(queue, "c", ALL));
        assertThat(texts(again)).containsExactly("a", "c");
        assertThat(again.messages()).extracting(LockedMessage::deliveryCount).containsExactly(1, 0);
        LockToken newer = again.messages().getFirst().token();
        assertThat(newer.sequenceNumber()).isEqualTo(a.sequenceNumber());
        assertThat(newer).isNotEqualTo(a);
        assertThat(complete(a)).isEqualTo(Settlement.LOCK_LOST);
        assertThat(complete(newer)).isEqualTo(Settlement.DONE);
    }

    @Test
    void abandonedMessageIsNotLocked() {
        // given
        enqueue("a");
        LockToken token = next("c");
        // when
        abandon(token);
        // then
        assertThat(complete(token)).isEqualTo(Settlement.LOCK_LOST);
        assertThat(abandon(token)).isEqualTo(Settlement.LOCK_LOST);
        assertThat(reject(token)).isEqualTo(Settlement.LOCK_LOST);
        assertThat(depth()).isEqualTo(1);
    }

    @Test
    void lockRunsOutAndDoesNotCount() {
        // given
        enqueue("a", "b");
        LockToken old = next("c");
        pass(LIMITS.lock().minusSeconds(1));
        assertThat(receive(second(), NOBODY, ALL)).containsExactly("b");
        // when
        pass(Duration.ofSeconds(1));
        // then
        assertThat(complete(old)).isEqualTo(Settlement.LOCK_LOST);
        assertThat(abandon(old)).isEqualTo(Settlement.LOCK_LOST);
        assertThat(reject(old)).isEqualTo(Settlement.LOCK_LOST);
        LockedMessage again = receiveOne("c");
        assertThat(again.message()).isEqualTo(message("a"));
        assertThat(again.deliveryCount()).isZero();
        assertThat(complete(old)).isEqualTo(Settlement.LOCK_LOST);
        assertThat(complete(again.token())).isEqualTo(Settlement.DONE);
    }

    @Test
    void tokenThatNobodyGaveSettlesNothing() {
        // given
        enqueue("a");
        LockToken token = next("c");
        LockToken unknown = LockToken.of(token.sequenceNumber() + 1_000_000, token.nonce());
        LockToken other = LockToken.of(token.sequenceNumber(), token.nonce() + 1);
        // then
        assertThat(complete(unknown)).isEqualTo(Settlement.NOT_FOUND);
        assertThat(reject(LockToken.of(-1, 0))).isEqualTo(Settlement.NOT_FOUND);
        assertThat(abandon(LockToken.of(0, 0))).isEqualTo(Settlement.NOT_FOUND);
        assertThat(complete(LockToken.of(Long.MIN_VALUE, 1))).isEqualTo(Settlement.NOT_FOUND);
        assertThat(complete(other)).isEqualTo(Settlement.LOCK_LOST);
        assertThat(reject(other)).isEqualTo(Settlement.LOCK_LOST);
        assertThat(abandon(other)).isEqualTo(Settlement.LOCK_LOST);
        assertThat(view().messages()).extracting(QueueView.Waiting::deliveryCount).containsExactly(0);
        assertThat(complete(token)).isEqualTo(Settlement.DONE);
    }

    @Test
    void tokenOfAMessageThatWasNeverLockedSettlesNothing() {
        // given
        long number = enqueue(message("a"), Duration.ofHours(1)).sequenceNumber();
        // then
        assertThat(complete(LockToken.of(number, 0))).isEqualTo(Settlement.LOCK_LOST);
        assertThat(receive(first(), "c", ALL)).containsExactly("a");
    }

    @Test
    void depthsAreOfEachQueueAndThoseWithoutMessagesMayBeLeftOut() {
        // given
        QueueId other = new QueueId(new DeviceId("other-" + queue.device()), queue.generationId());
        QueueId empty = new QueueId(new DeviceId("empty-" + queue.device()), queue.generationId());
        enqueue("a", "b", "c");
        complete(next("c"));
        next("c");
        done(first().enqueue(other, message("x"), clock.instant().plusSeconds(60)));
        // when
        Map<QueueId, Integer> depths = done(second().depths(List.of(queue, empty, other)));
        // then
        assertThat(depths.getOrDefault(empty, 0)).isZero();
        assertThat(depths).containsEntry(queue, 2).containsEntry(other, 1);
        assertThat(depths.keySet()).isSubsetOf(queue, empty, other);
        assertThat(done(second().depths(Collections.emptyList()))).isEmpty();
    }

    @Test
    void expiredMessagesAreNotCountedForLong() {
        // given
        enqueue(message("a"), Duration.ofMinutes(1));
        enqueue(message("b"), Duration.ofMinutes(10));
        // when
        pass(Duration.ofMinutes(1));
        // then
        eventually().untilAsserted(() -> assertThat(depth()).isEqualTo(1));
        eventually().untilAsserted(() -> assertThat(view().messages()).extracting(QueueView.Waiting::message)
                .containsExactly(message("b")));
        assertThat(view().depth()).isEqualTo(1);
    }

    @Test
    void viewShowsTheFirstMessagesAndTouchesNothing() {
        // given
        Instant start = clock.instant();
        enqueue("a", "b", "c");
        abandon(next("c"));
        LockToken token = next("c");
        // when
        QueueView view = done(second().view(queue, 2));
        // then
        Instant end = start.plus(Duration.ofHours(1));
        QueueView.Waiting a = new QueueView.Waiting(token.sequenceNumber(), 1, start, end,
                Optional.of(start.plus(LIMITS.lock())), message("a"));
        assertThat(view.depth()).isEqualTo(3);
        assertThat(view.messages()).hasSize(2).first().isEqualTo(a);
        assertThat(view.messages().getLast().lockedUntil()).isEmpty();
        assertThat(complete(token)).isEqualTo(Settlement.DONE);
        assertThat(receive(first(), "c", ALL)).containsExactly("b", "c");
    }

    @Test
    void viewDoesNotShowALockThatRanOut() {
        // given
        enqueue("a");
        next("c");
        // when
        pass(LIMITS.lock());
        // then
        assertThat(view().messages()).extracting(QueueView.Waiting::lockedUntil).containsExactly(Optional.empty());
    }

    @Test
    void anotherGenerationOfTheDeviceSeesNothing() {
        // given
        enqueue("a", "b");
        LockToken token = next("c");
        QueueId newer = new QueueId(queue.device(), "638000000000000002");
        // then
        assertThat(done(first().receive(newer, "c", ALL)).messages()).isEmpty();
        assertThat(done(first().view(newer, ALL)).depth()).isZero();
        assertThat(done(first().complete(newer, token))).isEqualTo(Settlement.NOT_FOUND);
        assertThat(done(first().purge(newer))).isZero();
        done(first().takeOver(newer, "d"));
        done(first().enqueue(newer, message("x"), clock.instant().plusSeconds(60)));
        done(first().delete(newer));
        assertThat(depth()).isEqualTo(2);
        assertThat(complete(token)).isEqualTo(Settlement.DONE);
        assertThat(receive(first(), "c", ALL)).containsExactly("b");
    }

    @Test
    void deletedQueueCanBeUsedByTheNextGeneration() {
        // given
        enqueue("a");
        done(first().delete(queue));
        QueueId newer = new QueueId(queue.device(), UUID.randomUUID().toString());
        // when
        done(second().enqueue(newer, message("x"), clock.instant().plusSeconds(60)));
        // then
        assertThat(texts(done(first().receive(newer, "c", ALL)))).containsExactly("x");
    }
}
