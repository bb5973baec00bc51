package io.nave.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.nave.faults.History.MessageId;
import io.nave.faults.History.Read;
import io.nave.faults.History.Sent;

/**
 * Holds a {@link History} against the promise of the log:
 * <ol>
 * <li>every acknowledged message is read, and nothing that was never sent;
 * <li>a message is read twice only if it was sent twice, which a device does only when its acknowledgement was cut off;
 * <li>a device's messages stand in one partition, and their first occurrences in the order in which they were sent on each of
 * its connections;
 * <li>the sequence numbers of a partition begin with 0 and have no gap.
 * </ol>
 */
final class HistoryChecker {

    private final History history;
    private final Map<MessageId, Integer> timesSent = new HashMap<>();
    private final Map<MessageId, Integer> timesRead = new HashMap<>();
    private final Map<MessageId, Read> firstRead = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    private HistoryChecker(History history) {
        this.history = history;
        history.sent().forEach(sent -> timesSent.merge(sent.message(), 1, Integer::sum));
        history.read().forEach(read -> timesRead.merge(read.message(), 1, Integer::sum));
        history.read().forEach(read -> firstRead.merge(read.message(), read, HistoryChecker::earlier));
    }

    /** What in that history breaks the promise; empty if nothing does. */
    static List<String> violations(History history) {
        HistoryChecker checker = new HistoryChecker(history);
        checker.checkLoss();
        checker.checkDuplicates();
        checker.checkPartitions();
        checker.checkOrder();
        checker.checkSequenceNumbers();
        return checker.violations;
    }

    private static Read earlier(Read one, Read other) {
        return one.sequenceNumber() <= other.sequenceNumber() ? one : other;
    }

    private void checkLoss() {
        history.acknowledged().stream().filter(message -> !firstRead.containsKey(message))
                .forEach(message -> violations.add("lost: " + message + " was acknowledged and is not in the log"));
    }

    private void checkDuplicates() {
        timesRead.forEach((message, read) -> {
            int sent = timesSent.getOrDefault(message, 0);
            if (read > sent) {
                violations.add("duplicate: " + message + " was sent " + sent + " and read " + read + " times");
            }
        });
    }

    private void checkPartitions() {
        Map<String, String> partitions = new HashMap<>();
        for (Read read : history.read()) {
            String partition = partitions.putIfAbsent(read.message().device(), read.partition());
            if (partition != null && !partition.equals(read.partition())) {
                violations.add("scattered: " + read.message() + " is in partition " + read.partition() + ", others of its "
                        + "device in " + partition);
            }
        }
    }

    private void checkOrder() {
        for (List<MessageId> connection : connections()) {
            Read last = null;
            for (MessageId message : connection) {
                Read read = firstRead.get(message);
                if (read != null && last != null && read.sequenceNumber() < last.sequenceNumber()) {
                    violations.add("reordered: " + message + " was sent after " + last.message() + " and has sequence number "
                            + read.sequenceNumber() + " < " + last.sequenceNumber());
                }
                last = read == null ? last : read;
            }
        }
    }

    /** The messages of each connection in the order in which they were sent on it. */
    private Iterable<List<MessageId>> connections() {
        record Connection(String device, int number) {
        }
        return history.sent().stream()
                .collect(Collectors.groupingBy(sent -> new Connection(sent.message().device(), sent.connection()),
                        LinkedHashMap::new, Collectors.mapping(Sent::message, Collectors.toList())))
                .values();
    }

    private void checkSequenceNumbers() {
        history.read().stream().collect(Collectors.groupingBy(Read::partition))
                .forEach((partition, events) -> checkSequenceNumbers(partition,
                        events.stream().map(Read::sequenceNumber).toList()));
    }

    private void checkSequenceNumbers(String partition, List<Long> numbers) {
        long expected = 0;
        for (long number : numbers) {
            if (number != expected) {
                violations.add("gap: partition " + partition + " has sequence number " + number + " where " + expected
                        + " belongs");
            }
            expected = number + 1;
        }
    }
}
