package io.nave.hub.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.nave.hub.identity.Device;

/** Times as the service writes them: UTC with seven digits of a fraction; never is the year 1 (service-protocols §4.7). */
public final class WireTime {

    private static final String NEVER = "0001-01-01T00:00:00";
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private WireTime() {
    }

    public static String of(Instant instant) {
        return instant.equals(Device.NEVER) ? NEVER : FORMAT.format(instant);
    }
}
