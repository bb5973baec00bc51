package io.nave.hub.error;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/** Names one refusal, so that a client's report of it can be told from others (service-protocols §4.5, §6.4). */
public final class TrackingId {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private TrackingId() {
    }

    /** A new one, for what was refused at this time. */
    public static String at(Instant time) {
        return UUID.randomUUID().toString().replace("-", "") + "-G:1-TimeStamp:" + TIME.format(time);
    }
}
