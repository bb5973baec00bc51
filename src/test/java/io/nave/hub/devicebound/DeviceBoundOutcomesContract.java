package io.nave.hub.devicebound;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.nave.hub.id.LockToken;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.FeedbackStatus;
import io.nave.hub.servicebound.Settlement;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of messages in every DeviceBoundQueue, and who is told of it (semantics §5.1-5.3). */
public abstract class DeviceBoundOutcomesContract extends DeviceBoundQueueHarness {

    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @EnumSource(DeliveryAcknowledgement.class)
    void successIsToldToWhoAskedForPositive(DeliveryAcknowledgement asked) {
        // given
        enqueue(message("m", asked), HOUR);
        // when
        assertThat(complete(receiveOne("c").token())).isEqualTo(Settlement.DONE);
        // then
        assertTold(FeedbackStatus.SUCCESS,
                asked == DeliveryAcknowledgement.POSITIVE || asked == DeliveryAcknowledgement.FULL);
        assertThat(view().deadLetters()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(DeliveryAcknowledgement.class)
    void rejectionIsToldToWhoAskedForNegative(DeliveryAcknowledgement asked) {
        // given
        enqueue(message("m", asked), HOUR);
        // when
        assertThat(reject(receiveOne("c").token())).isEqualTo(Settlement.DONE);
        // then
        assertTold(FeedbackStatus.REJECTED, isNegative(asked));
        assertDeadLetter(FeedbackStatus.REJECTED, 0);
    }

    @ParameterizedTest
    @EnumSource(DeliveryAcknowledgement.class)
    void purgeIsToldToWhoAskedForNegative(DeliveryAcknowledgement asked) {
        // given
        enqueue(message("m", asked), HOUR);
        // when
        assertThat(done(first().purge(queue))).isEqualTo(1);
        // then
        assertTold(FeedbackStatus.PURGED, isNegative(asked));
        assertDeadLetter(FeedbackStatus.PURGED, 0);
    }

    @ParameterizedTest
    @EnumSource(DeliveryAcknowledgement.class)
    void expiryIsToldToWhoAskedForNegative(DeliveryAcknowledgement asked) {
        // given
        enqueue(message("m", asked), Duration.ofMinutes(5));
        // when
        pass(Duration.ofMinutes(5));
        // then
        eventually().untilAsserted(() -> assertDeadLetter(FeedbackStatus.EXPIRED, 0));
        assertTold(FeedbackStatus.EXPIRED, isNegative(asked));
    }

    @ParameterizedTest
    @EnumSource(DeliveryAcknowledgement.class)
    void abandonBeyondTheMaximumIsToldToWhoAskedForNegative(DeliveryAcknowledgement asked) {
        // given
        enqueue(message("m", asked), HOUR);
        for (int i = 0; i < LIMITS.maxDeliveryCount(); i++) {
            LockedMessage locked = receiveOne("c");
            assertThat(locked.deliveryCount()).isEqualTo(i);
            assertThat(abandon(locked.token())).isEqualTo(Settlement.DONE);
        }
        LockedMessage last = receiveOne("c");
        assertThat(last.deliveryCount()).isEqualTo(LIMITS.maxDeliveryCount());
        assertThat(view().deadLetters()).isEmpty();
        // when
        assertThat(abandon(last.token())).isEqualTo(Settlement.DONE);
        // then
        assertThat(depth()).isZero();
        assertTold(FeedbackStatus.DELIVERY_COUNT_EXCEEDED, isNegative(asked));
        assertDeadLetter(FeedbackStatus.DELIVERY_COUNT_EXCEEDED, LIMITS.maxDeliveryCount());
        assertThat(complete(last.token())).isEqualTo(Settlement.NOT_FOUND);
    }

    @Test
    void feedbackOnAMessageWithoutIdHasNone() {
        // given
        enqueue(message("m", Map.of(SystemProperty.ACK, "full")), HOUR);
        // when
        complete(receiveOne("c").token());
        // then
        assertThat(told(1)).extracting(FeedbackRecord::originalMessageId).containsExactly("");
    }

    @Test
    void eachOutcomeIsToldOnceAndInTheOrderOfOutcomes() {
        // given
        Stream.of("a", "b", "c", "d").forEach(id -> enqueue(message(id, DeliveryAcknowledgement.FULL), HOUR));
        List<LockToken> tokens = tokens("c", 4);
        // when
        complete(tokens.get(2));
        millis.incrementAndGet();
        reject(tokens.getFirst());
        complete(tokens.getFirst());
        complete(tokens.get(2));
        millis.incrementAndGet();
        done(second().purge(queue));
        done(second().purge(queue));
        // then
        assertThat(told(4)).extracting(record -> record.originalMessageId() + " " + record.status())
                .containsExactly("c SUCCESS", "a REJECTED", "b PURGED", "d PURGED");
    }

    @Test
    void timeOfTheFeedbackIsThatOfTheOutcome() {
        // given
        enqueue(message("m", DeliveryAcknowledgement.FULL), HOUR);
        LockToken token = receiveOne("c").token();
        // when
        millis.addAndGet(12_345);
        complete(token);
        // then
        assertThat(told(1)).containsExactly(new FeedbackRecord("m", Instant.ofEpochMilli(T0 + 12_345),
                FeedbackStatus.SUCCESS, queue.device(), queue.generationId()));
    }

    @Test
    void whatIsLockedExpiresAndItsReceiverFindsItGone() {
        // given
        enqueue(message("m", DeliveryAcknowledgement.FULL), Duration.ofSeconds(30));
        LockToken token = receiveOne("c").token();
        // when
        pass(Duration.ofSeconds(30));
        // then
        assertThat(complete(token)).isEqualTo(Settlement.NOT_FOUND);
        assertThat(abandon(token)).isEqualTo(Settlement.NOT_FOUND);
        assertThat(receive(first(), "c", ALL)).isEmpty();
        eventually().untilAsserted(() -> assertDeadLetter(FeedbackStatus.EXPIRED, 0));
        assertTold(FeedbackStatus.EXPIRED, true);
        assertThat(complete(token)).isEqualTo(Settlement.NOT_FOUND);
    }

    @Test
    void expiredMessageIsNeverDeliveredAndThoseBehindItAre() {
        // given
        enqueue(message("short"), Duration.ofSeconds(5));
        enqueue(message("long"), HOUR);
        enqueue(message("shorter"), Duration.ofSeconds(4));
        // when
        pass(Duration.ofSeconds(5));
        // then
        assertThat(receive(first(), "c", ALL)).containsExactly("long");
        eventually().untilAsserted(() -> assertThat(depth()).isEqualTo(1));
        eventually().untilAsserted(() -> assertThat(deadLetters()).containsExactlyInAnyOrder("short", "shorter"));
    }

    @Test
    void lifeIsNotLongerForHavingBeenLocked() {
        // given
        enqueue(message("m"), Duration.ofSeconds(90));
        receiveOne("c");
        pass(LIMITS.lock());
        // when
        LockToken again = receiveOne("c").token();
        pass(Duration.ofSeconds(30));
        // then
        assertThat(complete(again)).isEqualTo(Settlement.NOT_FOUND);
        assertThat(receive(first(), "c", ALL)).isEmpty();
    }

    @Test
    void purgeTakesLockedOnesTooAndSaysHowManyThereWere() {
        // given
        enqueue("a", "b", "c");
        LockToken locked = next("c");
        // then
        assertThat(done(second().purge(queue))).isEqualTo(3);
        assertThat(done(second().purge(queue))).isZero();
        assertThat(depth()).isZero();
        assertThat(receive(first(), "c", ALL)).isEmpty();
        assertThat(complete(locked)).isEqualTo(Settlement.NOT_FOUND);
        assertThat(deadLetters()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void purgeDoesNotCountWhatHasExpired() {
        // given
        enqueue(message("old", DeliveryAcknowledgement.FULL), Duration.ofMinutes(1));
        enqueue(message("new", DeliveryAcknowledgement.FULL), HOUR);
        pass(Duration.ofMinutes(1));
        // when
        long purged = done(first().purge(queue));
        // then
        assertThat(purged).isEqualTo(1);
        assertThat(told(2)).extracting(record -> record.originalMessageId() + " " + record.status())
                .containsExactlyInAnyOrder("old EXPIRED", "new PURGED");
    }

    @Test
    void messageAfterAPurgeIsAMessageLikeOthers() {
        // given
        enqueue("a", "b");
        done(first().purge(queue));
        // when
        enqueue("c");
        // then
        assertThat(receive(first(), "c", ALL)).containsExactly("c");
    }

    @Test
    void deadLettersAreTheNewestAndOnlySoMany() {
        // given
        String[] texts = IntStream.range(0, LIMITS.deadLetters() + 5).mapToObj(i -> "m-" + i).toArray(String[]::new);
        enqueue(texts);
        // when
        for (LockToken token : tokens("c", texts.length)) {
            reject(token);
            millis.incrementAndGet();
        }
        // then
        List<String> newestFirst = Arrays.asList(texts).reversed();
        assertThat(deadLetters()).containsExactlyElementsOf(newestFirst.subList(0, LIMITS.deadLetters()));
    }

    @Test
    void deadLetterIsTheWholeMessageAndItsStory() {
        // given
        DeviceBoundMessage message = message("m", DeliveryAcknowledgement.NONE);
        long number = enqueue(message, HOUR).sequenceNumber();
        millis.addAndGet(10);
        abandon(receiveOne("c").token());
        millis.addAndGet(10);
        // when
        reject(receiveOne("c").token());
        // then
        assertThat(view().deadLetters()).containsExactly(new DeadLetter(number, FeedbackStatus.REJECTED,
                Instant.ofEpochMilli(T0 + 20), 1, Instant.ofEpochMilli(T0), message));
    }

    @Test
    void deletedQueueIsEmptyAndNobodyIsToldOfIt() {
        // given
        Stream.of("a", "b", "c").forEach(id -> enqueue(message(id, DeliveryAcknowledgement.FULL), HOUR));
        reject(next("c"));
        LockToken locked = next("c");
        told(1);
        // when
        done(second().delete(queue));
        done(second().delete(queue));
        // then
        assertThat(depth()).isZero();
        assertThat(view()).isEqualTo(new QueueView(0, List.of(), List.of()));
        assertThat(receive(first(), "c", ALL)).isEmpty();
        assertThat(complete(locked)).isEqualTo(Settlement.NOT_FOUND);
        pass(HOUR);
        assertNothingElseIsTold();
    }

    private static boolean isNegative(DeliveryAcknowledgement asked) {
        return asked == DeliveryAcknowledgement.NEGATIVE || asked == DeliveryAcknowledgement.FULL;
    }

    /** That the one message {@code m} ended like this is told, or not; nothing else is. */
    private void assertTold(FeedbackStatus status, boolean isTold) {
        Instant before = Instant.ofEpochMilli(T0);
        Instant now = clock.instant();
        if (isTold) {
            List<FeedbackRecord> told = told(1);
            assertThat(told).hasSize(1);
            Instant at = told.getFirst().at();
            assertThat(at).isBetween(before, now);
            assertThat(told).containsExactly(
                    new FeedbackRecord("m", at, status, queue.device(), queue.generationId()));
        }
        assertNothingElseIsTold();
    }

    /** Feedback comes in the order of outcomes, so what comes before that of one more message is all there is. */
    private void assertNothingElseIsTold() {
        enqueue(message("end", DeliveryAcknowledgement.FULL), HOUR);
        complete(receiveOne("end").token());
        assertThat(told(1)).extracting(FeedbackRecord::originalMessageId).containsExactly("end");
    }

    private void assertDeadLetter(FeedbackStatus reason, int deliveryCount) {
        List<DeadLetter> letters = view().deadLetters();
        assertThat(letters).extracting(DeadLetter::reason).containsExactly(reason);
        assertThat(letters).extracting(DeadLetter::deliveryCount).containsExactly(deliveryCount);
        assertThat(letters).extracting(letter -> text(letter.message())).containsExactly("m");
        assertThat(letters.getFirst().at()).isBetween(Instant.ofEpochMilli(T0), clock.instant());
    }

    private List<LockToken> tokens(String connection, int max) {
        return done(first().receive(queue, connection, max)).messages().stream().map(LockedMessage::token).toList();
    }

    private List<String> deadLetters() {
        return view().deadLetters().stream().map(letter -> text(letter.message())).toList();
    }
}
