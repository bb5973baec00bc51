package io.nave.protocol.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request as clients really send it (service-protocols §4.1): ids raw or percent-encoded, a raw {@code ;} inside
 * an id, a stray {@code %}, the whole path encoded so that its slashes arrive as {@code %2F}, a trailing slash. An id has no
 * slash, so {@code %2F} always parts segments. {@code +} is a plus sign.
 */
final class PathText {

    private static final String UNRESERVED = "-._~!$'()*+,=:@&";

    private final List<String> segments;

    private PathText(List<String> segments) {
        this.segments = List.copyOf(segments);
    }

    static PathText parse(String raw) {
        List<String> segments = new ArrayList<>();
        for (String part : raw.replace("%2f", "/").replace("%2F", "/").split("/")) {
            if (!part.isEmpty()) {
                segments.add(decode(part));
            }
        }
        return new PathText(segments);
    }

    /** The segments, decoded once. */
    List<String> segments() {
        return segments;
    }

    /** The same path in the one form that is safe to route by: every segment percent-encoded, no empty ones. */
    String canonical() {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(encode(segment));
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    private static String decode(String text) {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            int escaped = in[i] == '%' ? escapeAt(in, i) : -1;
            out.write(escaped < 0 ? in[i] : escaped);
            i += escaped < 0 ? 0 : 2;
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int escapeAt(byte[] in, int at) {
        if (at + 2 >= in.length) {
            return -1;
        }
        int high = Character.digit(in[at + 1], 16);
        int low = Character.digit(in[at + 2], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static String encode(String segment) {
        StringBuilder out = new StringBuilder(segment.length());
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
            out.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return out.toString();
    }
}
