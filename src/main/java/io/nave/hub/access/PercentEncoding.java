package io.nave.hub.access;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-decoding as URIs have it: {@code +} stays {@code +}, and what is no escape stays as it is. */
public final class PercentEncoding {

    private PercentEncoding() {
    }

    /** The text with its escapes resolved once, as UTF-8. */
    public static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
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
}
