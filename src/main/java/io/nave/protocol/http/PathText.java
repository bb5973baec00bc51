package io.nave.protocol.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.nave.hub.access.PercentEncoding;

/**
 * The path of a request as clients really send it (service-protocols §4.1): ids raw or percent-encoded, a raw {@code ;} inside
 * an id, a stray {@code %}, the whole path encoded so that its slashes arrive as {@code %2F}, a trailing slash. An id has no
 * slash, so {@code %2F} always parts segments. {@code +} is a plus sign. Words of the contract in another case become those of
 * the contract.
 */
final class PathText {

    private static final String UNRESERVED = "-._~!$'()*+,=:@&";
    /** What JavaScript's encodeURIComponent leaves alone. */
    private static final String COMPONENT = "-._~!'()*";

    private final List<String> segments;

    private PathText(List<String> segments) {
        this.segments = List.copyOf(segments);
    }

    static PathText parse(String raw) {
        List<String> segments = new ArrayList<>();
        for (String part : raw.replace("%2f", "/").replace("%2F", "/").split("/")) {
            if (!part.isEmpty()) {
                segments.add(PercentEncoding.decode(part));
            }
        }
        return new PathText(PathWords.spelled(segments));
    }

    /** The segments, decoded once, fixed words as the contract spells them. */
    List<String> segments() {
        return segments;
    }

    /** The same path in the one form that is safe to route by: every segment percent-encoded, no empty ones. */
    String canonical() {
        return written(UNRESERVED);
    }

    /** Whether the text that this was made of is the canonical form, or the other one that web clients build. */
    boolean isWrittenAs(String raw) {
        return raw.equals(canonical()) || raw.equals(written(COMPONENT));
    }

    private String written(String plain) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(encode(segment, plain));
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    private static String encode(String segment, String unreserved) {
        StringBuilder out = new StringBuilder(segment.length());
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || unreserved.indexOf(c) >= 0);
            out.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return out.toString();
    }
}
