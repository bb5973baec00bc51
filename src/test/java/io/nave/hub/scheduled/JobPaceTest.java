package io.nave.hub.scheduled;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.nave.hub.guessing.TestTime;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

import static org.assertj.core.api.Assertions.assertThat;

/** A replica does so many devices a second and no more, whatever jobs there are. */
class JobPaceTest {

    private final TestTime time = new TestTime();
    private final JobPace pace = new JobPace(new ScheduledJobLimits(1, 10, 1, 1, Duration.ofDays(1)), time, time);

    @Test
    void thoseOfASecondMayGoAtOnceAndTheNextWait() {
        assertThat(take(7).getItem()).isEqualTo(7);
        assertThat(take(7).getItem()).isEqualTo(3);
        UniAssertSubscriber<Integer> next = take(7);
        next.assertNotTerminated();
        // when
        time.advance(Duration.ofMillis(100));
        // then
        assertThat(next.getItem()).isEqualTo(1);
        time.advance(Duration.ofMinutes(1));
        assertThat(take(100).getItem()).isEqualTo(10);
    }

    @Test
    void whatIsGivenBackMayBeTakenAgain() {
        // given
        take(10);
        // when
        pace.giveBack(4);
        // then
        assertThat(take(10).getItem()).isEqualTo(4);
    }

    private UniAssertSubscriber<Integer> take(int max) {
        return pace.take(max).subscribe().withSubscriber(UniAssertSubscriber.create());
    }
}
