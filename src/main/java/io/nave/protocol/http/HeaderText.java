package io.nave.protocol.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Texts in HTTP headers. Values are UTF-8 on the wire, while the HTTP library reads and writes one character for each byte
 * (device-protocols §3.2). What a header cannot carry, a space in a name or a line break in a value, is percent-encoded.
 */
final class HeaderText {

    /** What stands before the name of an application property. */
    static final String APPLICATION = "iothub-app-";
    /** Of a name, beside letters and digits (RFC 9110 §5.6.2). */
    private static final String TOKEN = "!#$%&'*+-.^_`|~";
    private static final int DELETE = 0x7F;

    private HeaderText() {
    }

    /** The text of a value as the library read it: UTF-8, or where it is none, Latin-1, which the Node SDK sends. */
    static String read(String value) {
        return value.chars().allMatch(c -> c < DELETE) ? value : decoded(value);
    }

    private static String decoded(String latin1) {
        ByteBuffer bytes = ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(); // which fails on what is malformed
        } catch (CharacterCodingException notUtf8) {
            return latin1;
        }
    }

    /** A value as the library must be given it. */
    static String value(String text) {
        return written(text, false);
    }

    /** A name as the library must be given it. */
    static String name(String text) {
        return written(text, true);
    }

    private static String written(String text, boolean name) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean fits = name ? isOfToken(c) : c >= ' ' && c != DELETE;
            out.append(fits ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return out.toString();
    }

    private static boolean isOfToken(char c) {
        return c < DELETE && (Character.isLetterOrDigit(c) || TOKEN.indexOf(c) >= 0);
    }
}
