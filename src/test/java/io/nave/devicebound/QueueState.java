package io.nave.devicebound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.nave.hub.devicebound.DeadLetter;
import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.QueueView;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.FeedbackStatus;

/**
 * One state that a queue can be in: what is in it, in its order, what was dead-lettered of late, the oldest first, and what has
 * to be told; {@code forgotten} may be told or not, for its device is gone.
 */
record QueueState(List<Stored> messages, List<Ended> ended, List<Owed> owed, List<Owed> forgotten) {

    static final QueueState EMPTY = new QueueState(List.of(), List.of(), List.of(), List.of());
    private static final int REMEMBERED = 40;

    /** A dead letter. */
    record Ended(Stored message, FeedbackStatus reason) {

        private boolean is(DeadLetter shown) {
            return message.isNumbered(shown.sequenceNumber()) && reason == shown.reason()
                    && shown.deliveryCount() == message.deliveryCount()
                    && shown.enqueuedAt().equals(message.enqueuedAt()) && shown.message().equals(message.sent().message());
        }
    }

    /** Feedback on its way: of an expired message with the time of its expiry or any later one. */
    record Owed(String id, FeedbackStatus status, Instant at) {

        private boolean is(FeedbackRecord told) {
            boolean inTime = status == FeedbackStatus.EXPIRED ? !told.at().isBefore(at) : told.at().equals(at);
            return inTime && told.originalMessageId().equals(id) && told.status() == status;
        }
    }

    /** Without what has expired by now, and without locks that ran out. */
    QueueState at(Instant now) {
        QueueState state = this;
        for (Stored message : messages) {
            if (!now.isBefore(message.sent().expiresAt())) {
                state = state.without(message, FeedbackStatus.EXPIRED, message.sent().expiresAt());
            }
        }
        return state.withEach(message -> message.at(now));
    }

    QueueState with(Stored message) {
        List<Stored> more = new ArrayList<>(messages);
        more.add(message);
        return withMessages(more);
    }

    QueueState withEach(UnaryOperator<Stored> change) {
        return withMessages(messages.stream().map(change).toList());
    }

    QueueState withMessages(List<Stored> next) {
        return new QueueState(List.copyOf(next), ended, owed, forgotten);
    }

    /** The message has ended like this. */
    QueueState without(Stored message, FeedbackStatus status, Instant at) {
        List<Stored> fewer = new ArrayList<>(messages);
        fewer.remove(message);
        List<Ended> letters = new ArrayList<>(ended);
        if (status != FeedbackStatus.SUCCESS) {
            letters.add(new Ended(message.withLock(Optional.empty()), status));
        }
        List<Owed> more = new ArrayList<>(owed);
        if (message.sent().asked().wants(status)) {
            more.add(new Owed(message.sent().id(), status, at));
        }
        int from = Math.max(0, letters.size() - REMEMBERED);
        return new QueueState(List.copyOf(fewer), List.copyOf(letters.subList(from, letters.size())), List.copyOf(more),
                forgotten);
    }

    QueueState deleted() {
        List<Owed> all = new ArrayList<>(forgotten);
        all.addAll(owed);
        return new QueueState(List.of(), List.of(), List.of(), List.copyOf(all));
    }

    /** After that was told; empty when it must not be told. */
    Optional<QueueState> told(FeedbackRecord told) {
        Optional<Owed> match = owed.stream().filter(one -> one.is(told)).findFirst();
        if (match.isPresent()) {
            return Optional.of(new QueueState(messages, ended, less(owed, match.get()), forgotten));
        }
        return forgotten.stream().filter(one -> one.is(told)).findFirst()
                .map(one -> new QueueState(messages, ended, owed, less(forgotten, one)));
    }

    private static List<Owed> less(List<Owed> all, Owed one) {
        List<Owed> fewer = new ArrayList<>(all);
        fewer.remove(one);
        return List.copyOf(fewer);
    }

    /** With the numbers that a view of this state tells; empty when it shows another state. */
    Optional<QueueState> shownBy(QueueView view, DeviceBoundLimits limits, Instant now) {
        List<QueueView.Waiting> shown = view.messages().stream().filter(one -> now.isBefore(one.expiresAt())).toList();
        boolean depthFits = view.depth() >= messages.size() && view.depth() == view.messages().size();
        if (!depthFits || shown.size() != messages.size() || !showsEnded(view.deadLetters(), limits)) {
            return Optional.empty();
        }
        List<Stored> numbered = new ArrayList<>();
        long last = 0;
        for (int i = 0; i < shown.size(); i++) {
            QueueView.Waiting one = shown.get(i);
            if (one.sequenceNumber() <= last || !messages.get(i).is(one)) {
                return Optional.empty();
            }
            last = one.sequenceNumber();
            numbered.add(messages.get(i).numbered(last));
        }
        return Optional.of(withMessages(numbered));
    }

    /** Expired messages become dead letters a little later, so only the others must be there. */
    private boolean showsEnded(List<DeadLetter> letters, DeviceBoundLimits limits) {
        long sure = ended.stream().filter(one -> one.reason() != FeedbackStatus.EXPIRED).count();
        boolean sizeFits = letters.size() <= limits.deadLetters()
                && letters.size() >= Math.min(sure, limits.deadLetters());
        boolean newestIsShown = ended.isEmpty() || ended.getLast().reason() == FeedbackStatus.EXPIRED
                || limits.deadLetters() == 0 || letters.stream().anyMatch(ended.getLast()::is);
        boolean once = letters.size() == new HashSet<>(letters).size();
        return sizeFits && newestIsShown && once && letters.stream().allMatch(this::hasEnded) && isNewestFirst(letters);
    }

    private boolean hasEnded(DeadLetter letter) {
        return ended.stream().anyMatch(one -> one.is(letter));
    }

    private static boolean isNewestFirst(List<DeadLetter> letters) {
        for (int i = 1; i < letters.size(); i++) {
            if (letters.get(i).at().isAfter(letters.get(i - 1).at())) {
                return false;
            }
        }
        return true;
    }
}
