package io.nave.protocol.http;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.nave.hub.access.PercentEncoding;

/**
 * How clients say that they reject a message: {@code reject} without a value, with one, or in one SDK {@code ?reject=true} with
 * the question mark inside the key (device-protocols §3.4).
 */
final class RejectQuery {

    private RejectQuery() {
    }

    /** Whether a query, as it is on the wire, has it; not where its value is {@code false}. */
    static boolean isIn(@Nullable String query) {
        if (query == null) {
            return false;
        }
        for (String entry : query.split("&")) {
            if (isReject(PercentEncoding.decode(entry).toLowerCase(Locale.ROOT).replaceFirst("^\\?", ""))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isReject(String entry) {
        return entry.equals("reject") || entry.startsWith("reject=") && !entry.equals("reject=false");
    }
}
