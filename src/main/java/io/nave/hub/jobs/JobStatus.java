package io.nave.hub.jobs;

import java.util.Locale;

/** Where a job stands, in the words of the wire (service-protocols §5.13). */
public enum JobStatus {
    ENQUEUED,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of this name; the name is one that {@link #wireName()} gave. */
    public static JobStatus ofWireName(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
