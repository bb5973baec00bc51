package io.nave.hub.id;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What a change expects to find, as {@code If-Match} says it in all the forms that clients send (service-protocols §4.4):
 * nothing in particular, something whatever its version ({@code *}), or something with this etag.
 */
public record EtagCondition(boolean mustExist, Optional<ETag> etag) {

    /** Whatever is there, or nothing. */
    public static final EtagCondition NONE = new EtagCondition(false, Optional.empty());
    private static final EtagCondition ANY = new EtagCondition(true, Optional.empty());

    /** Reads the header: quotes and a mark as weak do not count; left out or empty it is no condition. */
    public static EtagCondition parse(@Nullable String header) {
        String text = header == null ? "" : header.strip();
        text = unquoted(text.startsWith("W/") ? text.substring(2) : text);
        return switch (text) {
            case "" -> NONE;
            case "*" -> ANY;
            default -> new EtagCondition(true, Optional.of(new ETag(text)));
        };
    }

    /** Whether what is there has the etag that is expected, if one is. */
    public boolean isMetBy(ETag present) {
        return etag.isEmpty() || etag.get().equals(present);
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
