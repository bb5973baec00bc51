package io.nave.devicebound;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.nave.hub.devicebound.QueueView;
import io.nave.hub.servicebound.FeedbackRecord;

/** All states that one queue can be in, after all that was seen of it; with none left, somebody broke a promise. */
final class QueueWorlds {

    private final QueueRules rules;
    private Set<QueueState> worlds = Set.of(QueueState.EMPTY);
    private Set<QueueState> before = worlds;

    /** A call by way of one replica, and what became of it. */
    record Called(int replica, QueueCall call, Reply reply) {
    }

    QueueWorlds(QueueRules rules) {
        this.rules = rules;
    }

    /** These calls were made at the same time, those of a replica in this order. */
    void called(List<Called> calls, Instant now) {
        Collection<List<Called>> lanes = calls.stream().collect(Collectors.groupingBy(Called::replica)).values();
        become(after(worlds, lanes.stream().<Deque<Called>> map(ArrayDeque::new).toList(), now));
    }

    /** After each order of the calls in which the answers are right. */
    private Set<QueueState> after(Set<QueueState> before, List<Deque<Called>> lanes, Instant now) {
        if (before.isEmpty() || lanes.stream().allMatch(Deque::isEmpty)) {
            return before;
        }
        Set<QueueState> after = new LinkedHashSet<>();
        for (Deque<Called> lane : lanes) {
            if (!lane.isEmpty()) {
                Called next = lane.removeFirst();
                after.addAll(after(each(before, state -> rules.after(state, next.call(), next.reply(), now)), lanes, now));
                lane.addFirst(next);
            }
        }
        return after;
    }

    /** Keeps the states that the view can be of. */
    void shown(QueueView view, Instant now) {
        become(each(worlds, state -> state.at(now).shownBy(view, rules.limits(), now).stream().toList()));
    }

    /** Keeps the states that have that many messages, or a few more that expired and were not removed so far. */
    void counted(int depth, Instant now) {
        become(each(worlds, state -> depth >= state.at(now).messages().size() ? List.of(state) : List.of()));
    }

    /** Keeps the states in which this was to be told. */
    void told(FeedbackRecord told, Instant now) {
        become(each(worlds, state -> state.at(now).told(told).stream().toList()));
    }

    private void become(Set<QueueState> next) {
        before = worlds;
        worlds = next;
    }

    private static Set<QueueState> each(Set<QueueState> worlds, Function<QueueState, List<QueueState>> change) {
        return worlds.stream().flatMap(state -> change.apply(state).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    boolean isBroken() {
        return worlds.isEmpty();
    }

    /** Whether all has been told. */
    boolean owesNothing(Instant now) {
        return worlds.stream().allMatch(state -> state.at(now).owed().isEmpty());
    }

    /** Whether nothing is in it any more, and nothing has to be told. */
    boolean isOver() {
        return worlds.stream().allMatch(state -> state.messages().isEmpty() && state.owed().isEmpty());
    }

    int size() {
        return worlds.size();
    }

    /** What was possible; with nothing left, what was before. */
    @Override
    public String toString() {
        return (isBroken() ? before : worlds).stream().limit(3).map(QueueState::toString)
                .collect(Collectors.joining("\n      or "));
    }
}
