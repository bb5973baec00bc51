package io.nave.hub.scheduled;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a job stands, in the words of the wire (semantics §7.1); devices of a job have other words. */
public enum ScheduledJobStatus {
    /** It begins when there is room. */
    QUEUED,
    /** Its time has not come. */
    SCHEDULED,
    RUNNING,
    /** Every device has been done, or has failed. */
    COMPLETED,
    /** Its devices could not be selected. */
    FAILED,
    CANCELLED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of this name, in any case. */
    public static Optional<ScheduledJobStatus> find(String name) {
        return Stream.of(values()).filter(status -> status.name().equalsIgnoreCase(name)).findFirst();
    }
}
