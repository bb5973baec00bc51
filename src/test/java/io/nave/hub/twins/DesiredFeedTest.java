package io.nave.hub.twins;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.nave.hub.connections.DesiredChange;
import io.nave.hub.id.ClientId;

import static org.assertj.core.api.Assertions.assertThat;

/** Each change once, in order, none left out, whatever way notices come (semantics §4.5). */
class DesiredFeedTest {

    private final Receiver receiver = new Receiver();
    private final DesiredFeed feed = new DesiredFeed(receiver);

    @Test
    void tellsWhatFollowsAndNothingFromBefore() {
        assertThat(feed.open(4, 4)).isFalse();
        assertThat(feed.changed(notice(3))).isFalse();
        assertThat(feed.changed(notice(4))).isFalse();
        assertThat(feed.changed(notice(5))).isFalse();
        assertThat(feed.changed(notice(5))).isFalse();
        assertThat(receiver.told).containsExactly(5L);
    }

    @Test
    void asksWhenANoticeIsMissingOrHasNoPatch() {
        feed.open(1, 1);
        assertThat(feed.changed(notice(3))).isTrue();
        assertThat(feed.fetched(List.of(notice(2), notice(3)))).isFalse();
        assertThat(feed.changed(new DesiredChange(ClientId.of("d"), 4, Optional.empty()))).isTrue();
        assertThat(feed.fetched(List.of(notice(4)))).isFalse();
        assertThat(receiver.told).containsExactly(2L, 3L, 4L);
    }

    @Test
    void asksOnceMoreWhenSomethingCameWhileItWasAsking() {
        feed.open(1, 1);
        assertThat(feed.changed(notice(3))).isTrue();
        assertThat(feed.changed(notice(4))).isFalse();
        assertThat(feed.fetched(List.of(notice(2), notice(3)))).isTrue();
        assertThat(feed.fetched(List.of(notice(4)))).isFalse();
        assertThat(receiver.told).containsExactly(2L, 3L, 4L);
    }

    @Test
    void staysBehindUntilTheStoreAnswers() {
        feed.open(1, 1);
        assertThat(feed.changed(notice(3))).isTrue();
        assertThat(feed.notFetched()).isTrue();
        assertThat(feed.changed(notice(2))).isFalse();
        assertThat(feed.fetched(List.of(notice(2), notice(3)))).isTrue();
        assertThat(feed.fetched(List.of())).isFalse();
        assertThat(receiver.told).containsExactly(2L, 3L);
        assertThat(feed.notFetched()).isFalse();
    }

    @Test
    void waitsWhileTheClientTakesNoMore() {
        feed.open(1, 1);
        receiver.room = 0;
        assertThat(feed.changed(notice(2))).isFalse();
        assertThat(feed.changed(notice(3))).isFalse();
        assertThat(receiver.told).isEmpty();
        receiver.room = 1;
        assertThat(feed.resume()).isTrue();
        assertThat(feed.fetched(List.of(notice(2), notice(3)))).isFalse();
        assertThat(receiver.told).containsExactly(2L);
        receiver.room = 9;
        assertThat(feed.resume()).isTrue();
        assertThat(feed.resume()).isFalse();
        feed.fetched(List.of(notice(3)));
        assertThat(receiver.told).containsExactly(2L, 3L);
    }

    @Test
    void whatCameBeforeItWasOpenIsAskedFor() {
        assertThat(feed.changed(notice(2))).isFalse();
        assertThat(feed.open(2, 2)).isTrue();
        assertThat(feed.fetched(List.of())).isFalse();
        assertThat(feed.changed(notice(3))).isFalse();
        assertThat(receiver.told).containsExactly(3L);
    }

    @Test
    void whatTheClientHasNotSeenIsAskedForUntilItIsTold() {
        assertThat(feed.open(2, 3)).isTrue();
        assertThat(feed.notFetched()).isTrue();
        assertThat(feed.fetched(List.of(notice(3)))).isFalse();
        assertThat(receiver.told).containsExactly(3L);
    }

    @Test
    void tellsNothingWhenItIsClosed() {
        feed.open(1, 1);
        assertThat(feed.changed(notice(3))).isTrue();
        feed.close();
        assertThat(feed.fetched(List.of(notice(2), notice(3)))).isFalse();
        assertThat(feed.changed(notice(4))).isFalse();
        assertThat(feed.resume()).isFalse();
        assertThat(receiver.told).isEmpty();
    }

    private static DesiredChange notice(long version) {
        return new DesiredChange(ClientId.of("d"), version, Optional.of("{}"));
    }

    private static final class Receiver implements TwinReceiver {

        private final List<Long> told = new ArrayList<>();
        private int room = Integer.MAX_VALUE;

        @Override
        public boolean hasRoom() {
            return room > 0;
        }

        @Override
        public void tell(long version, String patch) {
            told.add(version);
            room--;
        }
    }
}
