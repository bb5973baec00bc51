package io.nave.protocol.blob;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** The bytes of a blob that are wanted (RFC 9110 §14.1.2), from the first to the last one. */
record ByteRange(long first, long last) {

    private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** What a header asks for of so many bytes. A header of another form does not count: then all of them are wanted. */
    static Optional<ByteRange> of(@Nullable String header, long size) {
        Matcher range = FORM.matcher(header == null ? "" : header.strip());
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            return Optional.of(new ByteRange(Math.max(0, size - Long.parseLong(range.group(2))), size - 1));
        }
        long last = range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        return Optional.of(new ByteRange(Long.parseLong(range.group(1)), last));
    }

    /** Whether there is any such byte. */
    boolean isEmpty() {
        return first > last;
    }

    long length() {
        return last - first + 1;
    }
}
