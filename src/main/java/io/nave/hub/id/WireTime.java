package io.nave.hub.id;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the service writes them: UTC with seven digits of a fraction; never is the year 1 (service-protocols §4.7). */
public final class WireTime {

    /** What stands for "never": the year 1. */
    public static final Instant YEAR_ONE = Instant.parse("0001-01-01T00:00:00Z");

    private static final String NEVER = "0001-01-01T00:00:00";
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private WireTime() {
    }

    public static String of(Instant instant) {
        return instant.equals(YEAR_ONE) ? NEVER : FORMAT.format(instant);
    }

    /** Without a fraction and with an offset, for clients that read nothing else (service-protocols §6.6). */
    public static String toTheSecond(Instant instant) {
        return SECONDS.format(instant);
    }
}
