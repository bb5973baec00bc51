package io.nave.faults;

import java.util.List;
import java.util.Set;

/**
 * What happened in a run, as clients saw it: each device's sends in the order it made them, what was acknowledged to it, and
 * what a reader found.
 */
record History(List<Sent> sent, Set<MessageId> acknowledged, List<Read> read) {

    History {
        sent = List.copyOf(sent);
        acknowledged = Set.copyOf(acknowledged);
        read = List.copyOf(read);
    }

    /** A device's message: its number grows with each new message of that device. */
    record MessageId(String device, int number) {
        @Override
        public String toString() {
            return device + "#" + number;
        }
    }

    /** One transmission of a message, on a connection of its device. */
    record Sent(MessageId message, int connection) {
    }

    /** One event of the log; the reader reports each partition's events as they come. */
    record Read(MessageId message, String partition, long sequenceNumber) {
    }
}
