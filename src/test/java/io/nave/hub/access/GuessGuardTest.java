package io.nave.hub.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.guessing.GuessLimits;
import io.nave.hub.guessing.TestTime;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubEvent.GuessingSuspected;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

import static org.assertj.core.api.Assertions.assertThat;

/** Who guesses is slowed down, and nobody else. */
class GuessGuardTest {

    private static final Peer ATTACKER = new Peer("198.51.100.7");
    private static final Peer ELSEWHERE = new Peer("203.0.113.9");

    private final TestTime time = new TestTime();
    private final List<HubEvent> events = new ArrayList<>();
    private final GuessGuard guard = AccessFixture.guard(GuessLimits.DEFAULT, time, events::add);
    private final AtomicInteger verified = new AtomicInteger();

    @Test
    void firstFailuresAreAnsweredAtOnceAndLaterOnesLater() {
        // given
        for (int i = 0; i < 5; i++) {
            wrong(ATTACKER, "dev1").assertFailed();
        }

        // when
        var sixth = wrong(ATTACKER, "dev1");

        // then
        sixth.assertNotTerminated();
        time.advance(Duration.ofMillis(249));
        sixth.assertNotTerminated();
        time.advance(Duration.ofMillis(1));
        assertThat(codeOf(sixth)).isEqualTo(ErrorCode.IOT_HUB_UNAUTHORIZED);
        assertThat(events).containsExactly(new GuessingSuspected("198.51.100.7", "dev1", false));
    }

    @Test
    void rightCredentialsAreAnsweredAtOnceWhateverHappenedBefore() {
        // given
        guess(ATTACKER, "dev1", 50);

        // then
        right(ELSEWHERE, "dev1").assertCompleted();
        right(ATTACKER, "dev1").assertCompleted();
    }

    @Test
    void guessesAtOneSubjectFromManyAddressesAreSlowedDown() {
        // given
        for (int i = 0; i < 5; i++) {
            wrong(new Peer("10.0.0." + i), "dev1").assertFailed();
        }

        // then
        wrong(new Peer("10.0.0.77"), "dev1").assertNotTerminated();
        wrong(new Peer("10.0.0.77"), "dev2").assertFailed();
    }

    @Test
    void guessesAtManySubjectsFromOneAddressAreSlowedDown() {
        // given
        for (int i = 0; i < 5; i++) {
            wrong(ATTACKER, "dev" + i).assertFailed();
        }

        // then
        wrong(ATTACKER, "dev77").assertNotTerminated();
        wrong(ELSEWHERE, "dev77").assertFailed();
    }

    @Test
    void addressMayHaveOnlySoManyUnderWayAndTheRestIsNotLookedAt() {
        // given
        guess(ATTACKER, "dev1", 5);
        guess(ATTACKER, "dev1", 64);
        int before = verified.get();

        // when
        var refused = wrong(ATTACKER, "dev1");
        var alsoRefused = right(ATTACKER, "dev2");

        // then
        assertThat(codeOf(refused)).isEqualTo(ErrorCode.THROTTLING);
        assertThat(codeOf(alsoRefused)).isEqualTo(ErrorCode.THROTTLING);
        assertThat(verified.get()).isEqualTo(before);
        assertThat(events).contains(new GuessingSuspected("198.51.100.7", "dev1", true));
    }

    @Test
    void anotherAddressIsNotAffected() {
        // given
        guess(ATTACKER, "dev1", 100);

        // then
        right(ELSEWHERE, "dev1").assertCompleted();
        right(ELSEWHERE, "dev2").assertCompleted();
        wrong(ELSEWHERE, "dev3").assertFailed();
    }

    @Test
    void deviceThatLatelySucceededFromTheSameAddressIsNotLockedOut() {
        // given
        right(ATTACKER, "neighbour").assertCompleted();
        guess(ATTACKER, "dev1", 100);

        // then
        right(ATTACKER, "neighbour").assertCompleted();
        assertThat(codeOf(right(ATTACKER, "stranger"))).isEqualTo(ErrorCode.THROTTLING);
        time.advance(Duration.ofHours(25));
        guess(ATTACKER, "dev1", 100);
        assertThat(codeOf(right(ATTACKER, "neighbour"))).isEqualTo(ErrorCode.THROTTLING);
    }

    @Test
    void placesAreGivenBackWhenFailuresAreAnsweredOrGivenUp() {
        // given
        guess(ATTACKER, "dev1", 5);
        List<UniAssertSubscriber<String>> waiting = guess(ATTACKER, "dev1", 64);

        // when
        waiting.getFirst().cancel();

        // then
        assertThat(time.waiting()).isEqualTo(63);
        right(ATTACKER, "dev2").assertCompleted();
        time.advance(Duration.ofSeconds(5));
        assertThat(time.waiting()).isZero();
        right(ATTACKER, "dev3").assertCompleted();
    }

    @Test
    void everybodyIsFreeAgainAfterMinutes() {
        // given
        guess(ATTACKER, "dev1", 100);

        // when
        time.advance(Duration.ofMinutes(5));

        // then
        wrong(ATTACKER, "dev1").assertFailed();
    }

    @ParameterizedTest
    @EnumSource(names = { "SERVICE_UNAVAILABLE", "SERVER_ERROR", "GATEWAY_TIMEOUT", "ARGUMENT_INVALID", "THROTTLING" })
    void otherFailuresAreNoGuesses(ErrorCode code) {
        for (int i = 0; i < 100; i++) {
            assertThat(codeOf(attempt(ATTACKER, "dev1", failure(code)))).isEqualTo(code);
        }
        wrong(ATTACKER, "dev1").assertFailed();
    }

    @ParameterizedTest
    @EnumSource(names = { "IOT_HUB_UNAUTHORIZED", "IOT_HUB_UNAUTHORIZED_ACCESS", "DEVICE_NOT_FOUND", "MODULE_NOT_FOUND",
            "DEVICE_DISABLED" })
    void unknownAndDisabledLookLikeWrongKeys(ErrorCode code) {
        // given
        for (int i = 0; i < 5; i++) {
            attempt(ATTACKER, "dev1", failure(code)).assertFailed();
        }

        // when
        var late = attempt(ATTACKER, "dev1", failure(code));

        // then
        late.assertNotTerminated();
        time.advance(Duration.ofMillis(250));
        late.assertFailed();
    }

    @Test
    void whoHasAnIpv6NetworkIsOneAddress() {
        // given
        for (int i = 0; i < 5; i++) {
            wrong(new Peer("2001:db8:1:2::" + i), "dev" + i).assertFailed();
        }

        // then
        wrong(new Peer("2001:db8:1:2:ffff::1"), "dev77").assertNotTerminated();
        wrong(new Peer("2001:db8:1:3::1"), "dev77").assertFailed();
        wrong(new Peer("::ffff:198.51.100.7"), "dev1").assertFailed();
    }

    @Test
    void guardThatIsSwitchedOffDoesNothing() {
        // given
        GuessGuard off = AccessFixture.guard(GuessLimits.OFF, time, events::add);

        // then
        for (int i = 0; i < 1000; i++) {
            off.attempt(ATTACKER, "dev1", failure(ErrorCode.IOT_HUB_UNAUTHORIZED)).subscribe()
                    .withSubscriber(UniAssertSubscriber.create()).assertFailed();
        }
        assertThat(events).isEmpty();
    }

    private List<UniAssertSubscriber<String>> guess(Peer peer, String subject, int times) {
        List<UniAssertSubscriber<String>> guesses = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            guesses.add(wrong(peer, subject));
        }
        return guesses;
    }

    private UniAssertSubscriber<String> wrong(Peer peer, String subject) {
        return attempt(peer, subject, failure(ErrorCode.IOT_HUB_UNAUTHORIZED));
    }

    private UniAssertSubscriber<String> right(Peer peer, String subject) {
        return attempt(peer, subject, Uni.createFrom().item("in"));
    }

    private UniAssertSubscriber<String> attempt(Peer peer, String subject, Uni<String> outcome) {
        Uni<String> counted = Uni.createFrom().deferred(() -> {
            verified.incrementAndGet();
            return outcome;
        });
        return guard.attempt(peer, subject, counted).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private static Uni<String> failure(ErrorCode code) {
        return Uni.createFrom().failure(new HubException(code, "no"));
    }

    private static ErrorCode codeOf(UniAssertSubscriber<?> subscriber) {
        return ((HubException) subscriber.assertFailed().getFailure()).code();
    }
}
