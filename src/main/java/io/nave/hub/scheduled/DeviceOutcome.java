package io.nave.hub.scheduled;

import io.nave.hub.error.ErrorCode;

/** What became of one device of a job. */
public sealed interface DeviceOutcome {

    /** It took the message. */
    record Done() implements DeviceOutcome {
    }

    /** It answered a method; {@code status} is its own number, {@code payload} a JSON text. */
    record Answered(int status, String payload) implements DeviceOutcome {
    }

    /** It was not done. */
    record Refused(ErrorCode code, String detail) implements DeviceOutcome {

        /** The text of its row: the name alone does not tell the number. */
        public String description() {
            return code.number() + ": " + detail;
        }
    }

    /** Nobody can say, as something of the hub was away: it is tried again. */
    record Postponed() implements DeviceOutcome {
    }
}
