package io.nave.storage.postgres;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Never a gap, never more than it may keep. */
class RecentBatchesTest {

    private static final int PARTITION = PostgresOutbox.FIRST + 1;

    private final RecentBatches recent = new RecentBatches(2, 2 * 100, 60);

    @Test
    void handsOutWhatReachesFromTheNumberAskedForToTheNewest() {
        // given
        keep(batch(10, 3, 10), batch(13, 2, 10), batch(15, 1, 10));

        // then
        assertThat(firstsFrom(10)).containsExactly(10L, 13L, 15L);
        assertThat(firstsFrom(14)).containsExactly(13L, 15L);
    }

    @Test
    void handsOutNothingBeforeTheOldestAndBehindTheNewest() {
        // given
        keep(batch(10, 3, 10));

        // then
        assertThat(firstsFrom(9)).isEmpty();
        assertThat(firstsFrom(13)).isEmpty();
        assertThat(recent.from(PARTITION - 1, 10)).isEmpty();
    }

    @Test
    void handsOutNothingAcrossWhatAnotherReplicaAppendedUntilItWasRead() {
        // given
        keep(batch(10, 3, 10), batch(15, 2, 10));
        assertThat(firstsFrom(11)).isEmpty();

        // when
        keep(batch(13, 2, 10));

        // then
        assertThat(firstsFrom(11)).containsExactly(10L, 13L, 15L);
    }

    @Test
    void handsOutNoMoreThanIsEnough() {
        // given
        keep(batch(10, 1, 30), batch(11, 1, 30), batch(12, 1, 30));

        // then
        assertThat(firstsFrom(10)).containsExactly(10L, 11L);
    }

    @Test
    void forgetsTheOldestWhenThereIsTooMuch() {
        // when
        keep(batch(10, 1, 40), batch(11, 1, 40), batch(12, 1, 40));

        // then
        assertThat(firstsFrom(10)).isEmpty();
        assertThat(firstsFrom(11)).containsExactly(11L, 12L);
    }

    @Test
    void keepsNothingOlderThanWhatItHas() {
        // given
        keep(batch(10, 1, 10));

        // when
        keep(batch(9, 1, 10));

        // then
        assertThat(firstsFrom(9)).isEmpty();
        assertThat(firstsFrom(10)).containsExactly(10L);
    }

    @Test
    void keepsOnceWhatWasAppendedHereAndReadAsWell() {
        // given
        keep(batch(10, 1, 40), batch(11, 1, 40));

        // when
        keep(batch(10, 1, 40), batch(11, 1, 40));

        // then
        assertThat(firstsFrom(10)).containsExactly(10L, 11L);
    }

    @Test
    void forgetsAllWhenTheDatabaseLostWhatItHadCommitted() {
        // given
        keep(batch(10, 3, 10), batch(13, 2, 10));

        // when
        keep(batch(12, 2, 10));

        // then
        assertThat(firstsFrom(10)).isEmpty();
        assertThat(firstsFrom(12)).containsExactly(12L);
    }

    private void keep(BatchBody.Stored... batches) {
        recent.keep(PARTITION, List.of(batches));
    }

    private List<Long> firstsFrom(long sequence) {
        return recent.from(PARTITION, sequence).stream().map(BatchBody.Stored::first).toList();
    }

    private static BatchBody.Stored batch(long first, int count, int length) {
        return new BatchBody.Stored(first, count, 0, new byte[length]);
    }
}
