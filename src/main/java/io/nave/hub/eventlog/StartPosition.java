package io.nave.hub.eventlog;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** Where a reader starts (service-protocols §7.6). */
public sealed interface StartPosition {

    /** With the oldest event kept. */
    record Earliest() implements StartPosition {
    }

    /** With the first event appended from now on. */
    record Latest() implements StartPosition {
    }

    /** Behind this sequence number, or at it. Offsets are sequence numbers too. */
    record AtSequence(long sequenceNumber, boolean inclusive) implements StartPosition {

        /**
         * The sequence number to start with, given the last one of the partition (-1 when there was never any). Fails with
         * ARGUMENT_INVALID when this position is beyond it.
         */
        public long first(long lastSequenceNumber) {
            if (sequenceNumber > lastSequenceNumber) {
                throw new HubException(ErrorCode.ARGUMENT_INVALID, "The supplied offset '" + sequenceNumber
                        + "' is invalid. The last offset in the system is '" + lastSequenceNumber + "'");
            }
            return inclusive ? sequenceNumber : sequenceNumber + 1;
        }
    }

    /** With the first event enqueued after this time, milliseconds since 1970, exclusive. */
    record AfterTime(long enqueuedAt) implements StartPosition {
    }
}
