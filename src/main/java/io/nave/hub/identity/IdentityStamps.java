package io.nave.hub.identity;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import io.nave.hub.id.ETag;

/** Makes what tells versions and generations of an identity apart (service-protocols §4.4, §5.1). */
@Singleton
final class IdentityStamps {

    private static final long TICKS_PER_SECOND = 10_000_000;
    private static final int NANOS_PER_TICK = 100;
    private static final long TICKS_AT_1970 = 621_355_968_000_000_000L;

    private final Clock clock;
    private final AtomicLong lastGeneration = new AtomicLong();

    IdentityStamps(Clock clock) {
        this.clock = clock;
    }

    /** The time in ticks of 100 ns since the year 1, 18 digits; never the same twice. */
    String generationId() {
        Instant now = clock.instant();
        long ticks = TICKS_AT_1970 + now.getEpochSecond() * TICKS_PER_SECOND + now.getNano() / NANOS_PER_TICK;
        return Long.toString(lastGeneration.updateAndGet(last -> Math.max(last + 1, ticks)));
    }

    /** The base64 text of a decimal number. */
    ETag etag() {
        String number = Long.toString(ThreadLocalRandom.current().nextLong(1L << 48));
        return new ETag(Base64.getEncoder().encodeToString(number.getBytes(StandardCharsets.US_ASCII)));
    }
}
