package io.nave.protocol.blob;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Times in headers (RFC 9110 §5.6.7). */
final class HttpTime {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private HttpTime() {
    }

    static String of(Instant instant) {
        return FORMAT.format(instant);
    }

    /** Nothing when the text is no time: such a header does not count. */
    static Optional<Instant> parse(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.from(FORMAT.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
