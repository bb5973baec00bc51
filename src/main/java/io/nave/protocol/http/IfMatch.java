package io.nave.protocol.http;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.nave.hub.id.ETag;

/** The header {@code If-Match} in all the forms that clients send (service-protocols §4.4). */
sealed interface IfMatch {

    /** Left out or empty: a PUT creates, a DELETE is unconditional. */
    record Absent() implements IfMatch {
    }

    /** {@code *}, in quotes or not. */
    record Any() implements IfMatch {
    }

    /** An etag, in quotes or not, perhaps marked as weak. */
    record Exactly(ETag etag) implements IfMatch {
    }

    static IfMatch parse(@Nullable String header) {
        String text = header == null ? "" : header.strip();
        text = unquote(text.startsWith("W/") ? text.substring(2) : text);
        return switch (text) {
            case "" -> new Absent();
            case "*" -> new Any();
            default -> new Exactly(new ETag(text));
        };
    }

    /** The etag that must be there; empty for any. */
    default Optional<ETag> expected() {
        return this instanceof Exactly exactly ? Optional.of(exactly.etag()) : Optional.empty();
    }

    private static String unquote(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
