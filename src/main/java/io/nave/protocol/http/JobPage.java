package io.nave.protocol.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;

import org.jspecify.annotations.Nullable;

import io.nave.hub.json.JsonFields;
import io.nave.hub.scheduled.ScheduledJob;
import io.nave.hub.scheduled.ScheduledJob.JobMark;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A page of a listing of jobs: how many, and after which one (service-protocols §4.6). The token names the last job of the page
 * before, so that it is good for ever and on every replica.
 */
record JobPage(int size, Optional<JobMark> after) {

    /** How many there are on a page at most, and when nothing is said. */
    static final int MAX = 100;

    /** By headers, or the names in the query that older documents give. Fails with ARGUMENT_INVALID. */
    static JobPage read(HttpHeaders headers, MultivaluedMap<String, String> query) {
        String size = headers.getHeaderString("x-ms-max-item-count");
        String token = headers.getHeaderString("x-ms-continuation");
        return read(size == null ? query.getFirst("pageSize") : size,
                token == null ? query.getFirst("continuationToken") : token);
    }

    static JobPage read(@Nullable String size, @Nullable String token) {
        return new JobPage(size(size), Optional.ofNullable(token).filter(text -> !text.isEmpty()).map(JobPage::mark));
    }

    private static int size(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return MAX;
        }
        int size = WireJson.number("x-ms-max-item-count", text);
        if (size < 1) {
            throw JsonFields.invalid("x-ms-max-item-count must be at least 1");
        }
        return Math.min(size, MAX);
    }

    private static JobMark mark(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), UTF_8);
            int colon = text.indexOf(':');
            long micros = Long.parseLong(text.substring(0, colon));
            return new JobMark(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), text.substring(colon + 1));
        } catch (RuntimeException notOurs) {
            throw JsonFields.invalid("x-ms-continuation is not what this hub has given");
        }
    }

    /** How many to ask for, so as to know whether there is another page. */
    int oneMore() {
        return size + 1;
    }

    /** Of those that were asked for, the ones on this page. */
    List<ScheduledJob> rows(List<ScheduledJob> found) {
        return found.subList(0, Math.min(size, found.size()));
    }

    /** The token for the page after this one; empty when it is the last. */
    Optional<String> next(List<ScheduledJob> found) {
        return found.size() <= size ? Optional.empty() : Optional.of(token(found.get(size - 1).mark()));
    }

    private static String token(JobMark mark) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, mark.createdAt());
        return Base64.getUrlEncoder().withoutPadding().encodeToString((micros + ":" + mark.id()).getBytes(UTF_8));
    }
}
