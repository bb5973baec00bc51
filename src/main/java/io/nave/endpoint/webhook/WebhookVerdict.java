package io.nave.endpoint.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.EndpointFault.Category;

/** What an answer of a receiver means for the events of the request, in the categories of semantics §1.7. */
sealed interface WebhookVerdict {

    /** They are durable there. */
    record Taken() implements WebhookVerdict {
    }

    /** Together they are too large; one alone that is too large will never be taken. */
    record TooLarge() implements WebhookVerdict {
    }

    /** At least one of them will never be taken. */
    record Refused(int status) implements WebhookVerdict {
    }

    /** They may be taken later, and not before {@code pause} has passed. */
    record Failed(EndpointFault fault, Duration pause) implements WebhookVerdict {

        Failed(Category category, String detail) {
            this(new EndpointFault(category, detail), Duration.ZERO);
        }
    }

    /** The longest that a receiver may ask to be left alone. */
    Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** {@code retryAfter} is the header, {@code now} what its date is compared with. */
    static WebhookVerdict of(int status, Optional<String> retryAfter, Instant now) {
        String detail = "The webhook answers " + status;
        return switch (status) {
            case 413 -> new TooLarge();
            case 400, 422 -> new Refused(status);
            case 401, 403 -> new Failed(Category.UNAUTHORIZED, detail);
            case 404, 410 -> new Failed(Category.ENDPOINT_EXTERNALLY_DISABLED, detail);
            case 408 -> new Failed(Category.TIMEOUT, detail);
            case 429 -> throttled(detail, pause(retryAfter, now));
            case 503 -> retryAfter.<WebhookVerdict> map(header -> throttled(detail, pause(retryAfter, now)))
                    .orElseGet(() -> new Failed(Category.TRANSIENT, detail));
            default -> other(status, detail);
        };
    }

    private static WebhookVerdict other(int status, String detail) {
        return switch (status / 100) {
            case 2 -> new Taken();
            case 3 -> new Failed(Category.TRANSIENT, detail + ", and redirects are not followed");
            default -> new Failed(Category.TRANSIENT, detail);
        };
    }

    private static WebhookVerdict throttled(String detail, Duration pause) {
        return new Failed(new EndpointFault(Category.THROTTLED, detail), pause);
    }

    /** Seconds or a date; nothing when it is neither. */
    private static Duration pause(Optional<String> header, Instant now) {
        Duration asked = header.map(text -> asked(text, now)).orElse(Duration.ZERO);
        return asked.isNegative() ? Duration.ZERO : asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }

    private static Duration asked(String text, Instant now) {
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            return Duration.between(now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
