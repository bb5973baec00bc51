package io.nave.hub.id;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the service writes them: UTC with seven digits of a fraction; never is the year 1 (service-protocols §4.7). */
public final class WireTime {

    /** What stands for "never": the year 1. */
    public static final Instant YEAR_ONE = Instant.parse("0001-01-01T00:00:00Z");

    private static final String NEVER = "0001-01-01T00:00:00";
    private static final String ZERO = "0000-00-00T00:00:00.0000000Z";
    private static final int[] PLACES = { 0, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20, 27 };
    private static final int LAST_YEAR = 9999;
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private WireTime() {
    }

    public static String of(Instant instant) {
        if (instant.equals(YEAR_ONE)) {
            return NEVER;
        }
        LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
        if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
            return FORMAT.format(instant);
        }
        return text(time.getYear(), time.getMonthValue(), time.getDayOfMonth(), time.getHour(), time.getMinute(),
                time.getSecond(), time.getNano() / 100);
    }

    /** Every message has times, and a formatter makes a dozen objects for each. */
    private static String text(int... numbers) {
        char[] text = ZERO.toCharArray();
        for (int i = 0; i < numbers.length; i++) {
            int rest = numbers[i];
            for (int place = PLACES[2 * i + 1] - 1; place >= PLACES[2 * i]; place--) {
                text[place] = (char) ('0' + rest % 10);
                rest /= 10;
            }
        }
        return new String(text);
    }

    /** Without a fraction and with an offset, for clients that read nothing else (service-protocols §6.6). */
    public static String toTheSecond(Instant instant) {
        return SECONDS.format(instant);
    }
}
