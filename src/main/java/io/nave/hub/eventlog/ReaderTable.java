package io.nave.hub.eventlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.nave.hub.limits.HubLimits;

/**
 * Who reads which partition, by the rules of owners and epochs (service-protocols §7.8): a reader with an epoch takes the
 * partition of its consumer group from everyone whose epoch is not higher, equal ones and those without epoch included; readers
 * without epoch share it, five at most, as long as no reader with an epoch lives. Holds the readers of this replica. From any
 * thread.
 */
@Singleton
public final class ReaderTable {

    private final Map<Place, List<Reader>> readers = new ConcurrentHashMap<>();

    /** Somebody who reads a partition. Compared by identity. */
    public interface Reader {

        /** The name that the client gave it; empty when it gave none. */
        String name();

        /** The owner level, empty for a reader that shares. */
        OptionalLong epoch();

        /** Another reader took the partition: stop reading. On any thread; must return at once. */
        void stolen(Reader by);
    }

    /** Whether a reader was let in. */
    public sealed interface Admission {

        /** It reads, until it is stolen or {@link #remove}d. */
        record Admitted() implements Admission {
        }

        /** A reader with a higher epoch lives. */
        record HigherEpoch(Reader owner) implements Admission {
        }

        /** A reader with an epoch lives, so none without is let in. */
        record Owned(Reader owner) implements Admission {
        }

        /** The partition has as many readers without epoch as it may have. */
        record Full(List<Reader> present) implements Admission {
            public Full {
                present = List.copyOf(present);
            }
        }
    }

    private record Place(String consumerGroup, int partition) {

        static Place of(String consumerGroup, int partition) {
            return new Place(consumerGroup.toLowerCase(Locale.ROOT), partition);
        }
    }

    /** Lets a reader in, or says why not. Readers that lose the partition are told before this returns. */
    public Admission admit(String consumerGroup, int partition, Reader reader) {
        List<Reader> losers = new ArrayList<>();
        List<Admission> answer = new ArrayList<>(1);
        readers.compute(Place.of(consumerGroup, partition), (place, present) -> {
            List<Reader> now = present == null ? List.of() : present;
            answer.add(judge(now, reader));
            return answer.getFirst() instanceof Admission.Admitted ? succeed(now, reader, losers) : present;
        });
        losers.forEach(loser -> loser.stolen(reader));
        return answer.getFirst();
    }

    private static Admission judge(List<Reader> present, Reader reader) {
        for (Reader other : present) {
            if (other.epoch().isPresent() && reader.epoch().isEmpty()) {
                return new Admission.Owned(other);
            }
            if (other.epoch().isPresent() && other.epoch().getAsLong() > reader.epoch().getAsLong()) {
                return new Admission.HigherEpoch(other);
            }
        }
        boolean full = reader.epoch().isEmpty() && present.size() >= HubLimits.MAX_READERS;
        return full ? new Admission.Full(present) : new Admission.Admitted();
    }

    private static List<Reader> succeed(List<Reader> present, Reader reader, List<Reader> losers) {
        if (reader.epoch().isPresent()) {
            losers.addAll(present);
            return List.of(reader);
        }
        List<Reader> all = new ArrayList<>(present);
        all.add(reader);
        return List.copyOf(all);
    }

    /** A reader is gone; one that was stolen or never admitted may be removed too. */
    public void remove(String consumerGroup, int partition, Reader reader) {
        readers.computeIfPresent(Place.of(consumerGroup, partition), (place, present) -> without(present, reader));
    }

    @SuppressWarnings({ "ReferenceEquality", "NullAway" }) // readers are compared by identity; null removes the entry
    private static List<Reader> without(List<Reader> present, Reader gone) {
        List<Reader> rest = present.stream().filter(reader -> reader != gone).toList();
        return rest.isEmpty() ? null : rest;
    }

    /** How many read this partition for this consumer group. */
    public int count(String consumerGroup, int partition) {
        return readers.getOrDefault(Place.of(consumerGroup, partition), List.of()).size();
    }
}
