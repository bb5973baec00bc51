package io.nave.hub.eventlog;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.nave.hub.eventlog.ReaderTable.Admission;

import static org.assertj.core.api.Assertions.assertThat;

/** Epochs, stealing and the five readers of service-protocols §7.8. */
final class ReaderTableTest {

    private static final String GROUP = "$Default";
    private final ReaderTable table = new ReaderTable();

    /** A reader that remembers who stole its partition. */
    private static final class Seat implements ReaderTable.Reader {
        private final OptionalLong epoch;
        private final List<ReaderTable.Reader> thieves = new ArrayList<>();

        Seat(OptionalLong epoch) {
            this.epoch = epoch;
        }

        @Override
        public String name() {
            return "reader";
        }

        @Override
        public OptionalLong epoch() {
            return epoch;
        }

        @Override
        public void stolen(ReaderTable.Reader by) {
            thieves.add(by);
        }
    }

    private static Seat owner(long epoch) {
        return new Seat(OptionalLong.of(epoch));
    }

    private static Seat sharer() {
        return new Seat(OptionalLong.empty());
    }

    private Seat admitted(Seat seat) {
        assertThat(table.admit(GROUP, 0, seat)).isInstanceOf(Admission.Admitted.class);
        return seat;
    }

    @Test
    void fiveShareAndTheSixthIsRefused() {
        // given
        for (int i = 0; i < 5; i++) {
            admitted(sharer());
        }

        // when
        Admission sixth = table.admit(GROUP, 0, sharer());

        // then
        assertThat(sixth).isInstanceOfSatisfying(Admission.Full.class, full -> assertThat(full.present()).hasSize(5));
        assertThat(table.count(GROUP, 0)).isEqualTo(5);
    }

    @Test
    void leavingMakesRoomForAnother() {
        // given
        Seat first = admitted(sharer());
        for (int i = 0; i < 4; i++) {
            admitted(sharer());
        }

        // when
        table.remove(GROUP, 0, first);

        // then
        admitted(sharer());
    }

    @Test
    void higherEpochStealsFromAll() {
        // given
        Seat owner = admitted(owner(1));

        // when
        Seat thief = admitted(owner(2));

        // then
        assertThat(owner.thieves).containsExactly(thief);
        assertThat(table.count(GROUP, 0)).isEqualTo(1);
    }

    @Test
    void equalEpochStealsToo() {
        // given
        Seat owner = admitted(owner(0));

        // when
        Seat thief = admitted(owner(0));

        // then
        assertThat(owner.thieves).containsExactly(thief);
        assertThat(thief.thieves).isEmpty();
    }

    @Test
    void epochStealsFromThoseWithoutEvenWhenTheyAreFive() {
        // given
        List<Seat> sharers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sharers.add(admitted(sharer()));
        }

        // when
        Seat thief = admitted(owner(0));

        // then
        assertThat(sharers).allSatisfy(sharer -> assertThat(sharer.thieves).containsExactly(thief));
    }

    @Test
    void lowerEpochIsRefusedAndTheOwnerStays() {
        // given
        Seat owner = admitted(owner(7));

        // when
        Admission late = table.admit(GROUP, 0, owner(6));

        // then
        assertThat(late).isEqualTo(new Admission.HigherEpoch(owner));
        assertThat(owner.thieves).isEmpty();
    }

    @Test
    void readerWithoutEpochIsRefusedWhileAnOwnerLives() {
        // given
        Seat owner = admitted(owner(0));

        // when
        Admission late = table.admit(GROUP, 0, sharer());

        // then
        assertThat(late).isEqualTo(new Admission.Owned(owner));
    }

    @Test
    void epochIsForgottenWhenTheOwnerLeaves() {
        // given
        Seat owner = admitted(owner(9));

        // when
        table.remove(GROUP, 0, owner);

        // then
        admitted(owner(0));
    }

    @Test
    void removingAStolenReaderLeavesItsThief() {
        // given
        Seat old = admitted(owner(1));
        admitted(owner(2));

        // when
        table.remove(GROUP, 0, old);

        // then
        assertThat(table.count(GROUP, 0)).isEqualTo(1);
    }

    @Test
    void groupsAreComparedWithoutCaseAndPartitionsApart() {
        // given
        admitted(owner(5));

        // when
        Admission sameGroup = table.admit("$default", 0, owner(4));
        Admission otherPartition = table.admit(GROUP, 1, owner(4));
        Admission otherGroup = table.admit("dashboard", 0, owner(4));

        // then
        assertThat(sameGroup).isInstanceOf(Admission.HigherEpoch.class);
        assertThat(otherPartition).isInstanceOf(Admission.Admitted.class);
        assertThat(otherGroup).isInstanceOf(Admission.Admitted.class);
    }
}
