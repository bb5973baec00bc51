package io.nave.devicebound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FeedbackLimits;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.Settlement;

/**
 * What the queue of feedback can be like (semantics §5.3): of each batch that was ever seen, all states that it can be in.
 * Which
 * records are a batch, and when, is known when it is seen.
 */
final class FeedbackModel {

    private static final int REMEMBERED = 100;

    private final FeedbackLimits limits;
    private final TreeMap<Long, Batch> batches = new TreeMap<>();
    /** A receive without an answer may have locked batches that nobody has seen. */
    private boolean maySkip;
    private String problem = "";

    /** Where a batch is: free, with somebody, or gone. */
    private sealed interface Place {

        /** For whoever receives next. */
        record Free(int deliveryCount) implements Place {
        }

        /** With a receiver, whose token is unknown when nobody saw the answer. */
        record Locked(int deliveryCount, Optional<LockToken> token, String receiver, Instant until) implements Place {
        }

        /** Completed, rejected, abandoned too often, or expired. */
        record Gone() implements Place {
        }
    }

    private record Batch(Instant enqueuedAt, List<FeedbackRecord> records, Set<Place> places) {

        private Batch with(Set<Place> others) {
            return new Batch(enqueuedAt, records, others);
        }
    }

    FeedbackModel(FeedbackLimits limits) {
        this.limits = limits;
    }

    /** Takes what was received, and answers the records in it that nobody saw before. */
    List<FeedbackRecord> received(String receiver, int max, List<FeedbackBatch> got, Instant now) {
        pass(now);
        List<FeedbackRecord> fresh = new ArrayList<>();
        require(got.size() <= max, "more batches than were asked for");
        long last = 0;
        for (FeedbackBatch batch : got) {
            long number = batch.token().sequenceNumber();
            require(number > last, "batch " + number + " after " + last);
            last = number;
            if (!batches.containsKey(number)) {
                fresh.addAll(firstSeen(batch, now));
            }
            take(batch, receiver, now);
        }
        long end = got.size() == max ? last : Long.MAX_VALUE;
        Set<Long> delivered = got.stream().map(batch -> batch.token().sequenceNumber()).collect(Collectors.toSet());
        batches.headMap(end).replaceAll((number, batch) -> delivered.contains(number) ? batch
                : kept(number, batch, place -> !(place instanceof Place.Free), "was free and not delivered"));
        return fresh;
    }

    private List<FeedbackRecord> firstSeen(FeedbackBatch batch, Instant now) {
        long number = batch.token().sequenceNumber();
        require(maySkip || batches.isEmpty() || number > batches.lastKey(), "batch " + number + " comes late");
        require(!batch.records().isEmpty() && batch.records().size() <= FeedbackQueue.MAX_RECORDS, "wrong size of a batch");
        require(!batch.enqueuedAt().isAfter(now), "batch " + number + " is of the future");
        batches.put(number, new Batch(batch.enqueuedAt(), batch.records(), Set.of(new Place.Free(0))));
        return batch.records();
    }

    private void take(FeedbackBatch batch, String receiver, Instant now) {
        long number = batch.token().sequenceNumber();
        Batch known = kept(number, batches.get(number), new Place.Free(batch.deliveryCount())::equals,
                "was delivered again, or with another count than its own: " + batch.deliveryCount());
        require(known.records().equals(batch.records()), "batch " + number + " has changed");
        Place locked = new Place.Locked(batch.deliveryCount(), Optional.of(batch.token()), receiver,
                now.plus(limits.lock()));
        batches.put(number, known.with(Set.of(locked)));
    }

    /** What the answer was nobody knows. */
    void receivedUnseen(String receiver, Instant now) {
        pass(now);
        maySkip = true;
        batches.replaceAll((number, batch) -> perhaps(batch, place -> place instanceof Place.Free free
                ? new Place.Locked(free.deliveryCount(), Optional.empty(), receiver, now.plus(limits.lock()))
                : place));
    }

    void settled(QueueCall.Settle call, Reply reply, Instant now) {
        pass(now);
        long number = call.token().sequenceNumber();
        Batch batch = batches.get(number);
        if (batch == null) {
            require(reply.equals(new Reply.Seen(Settlement.NOT_FOUND)) || reply instanceof Reply.Unseen,
                    "batch " + number + " was never seen and could be settled");
        } else if (reply instanceof Reply.Seen(Object answer)) {
            batches.put(number, settled(call, kept(number, batch, place -> settlement(place, call.token()) == answer,
                    call + " was answered " + answer)));
        } else {
            batches.put(number, perhaps(batch, place -> settled(call, place)));
        }
    }

    private static Settlement settlement(Place place, LockToken token) {
        return switch (place) {
            case Place.Gone() -> Settlement.NOT_FOUND;
            case Place.Free _ -> Settlement.LOCK_LOST;
            case Place.Locked locked -> locked.token().equals(Optional.of(token)) ? Settlement.DONE : Settlement.LOCK_LOST;
        };
    }

    private Batch settled(QueueCall.Settle call, Batch batch) {
        return batch.with(each(batch, place -> settled(call, place)));
    }

    private Place settled(QueueCall.Settle call, Place place) {
        if (!(place instanceof Place.Locked locked) || settlement(place, call.token()) != Settlement.DONE) {
            return place;
        }
        boolean givesBack = call.how() == QueueCall.How.ABANDON && locked.deliveryCount() < limits.maxDeliveryCount();
        return givesBack ? new Place.Free(locked.deliveryCount() + 1) : new Place.Gone();
    }

    void released(String receiver, boolean seen, Instant now) {
        pass(now);
        batches.replaceAll((number, batch) -> seen ? batch.with(each(batch, place -> released(receiver, place)))
                : perhaps(batch, place -> released(receiver, place)));
    }

    private static Place released(String receiver, Place place) {
        return place instanceof Place.Locked locked && locked.receiver().equals(receiver)
                && !receiver.equals(FeedbackQueue.NOBODY) ? new Place.Free(locked.deliveryCount()) : place;
    }

    /** Locks run out, and batches expire. */
    private void pass(Instant now) {
        batches.replaceAll((number, batch) -> batch.with(each(batch, place -> at(place, batch, now))));
    }

    private Place at(Place place, Batch batch, Instant now) {
        if (!now.isBefore(batch.enqueuedAt().plus(limits.timeToLive()))) {
            return new Place.Gone();
        }
        return place instanceof Place.Locked locked && !now.isBefore(locked.until()) ? new Place.Free(locked.deliveryCount())
                : place;
    }

    private static Batch perhaps(Batch batch, Function<Place, Place> change) {
        Set<Place> both = new HashSet<>(batch.places());
        both.addAll(each(batch, change));
        return batch.with(both);
    }

    private static Set<Place> each(Batch batch, Function<Place, Place> change) {
        return batch.places().stream().map(change).collect(Collectors.toSet());
    }

    private Batch kept(long number, Batch batch, Predicate<Place> possible, String otherwise) {
        Set<Place> left = batch.places().stream().filter(possible).collect(Collectors.toSet());
        require(!left.isEmpty(), "feedback batch " + number + " " + otherwise + "; it was " + batch.places());
        return batch.with(left);
    }

    /** All was received and settled: what was seen before may not be seen again, and nothing is left that nobody saw. */
    void drained() {
        maySkip = false;
        while (batches.size() > REMEMBERED) {
            batches.remove(batches.firstKey());
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds && problem.isEmpty()) {
            problem = otherwise;
        }
    }

    /** What was wrong first, or nothing. */
    String problem() {
        return problem;
    }
}
