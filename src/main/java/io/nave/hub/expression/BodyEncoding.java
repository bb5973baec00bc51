package io.nave.hub.expression;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/** The encodings that bodies may have for conditions to look into them; names are compared without case (semantics §1.10). */
enum BodyEncoding {
    UTF_8("utf-8"),
    UTF_16("utf-16"),
    UTF_32("utf-32");

    private static final String JSON = "application/json";
    private static final String CHARSET = "charset=";
    private static final int SAMPLE = 4;

    private final String wireName;

    BodyEncoding(String wireName) {
        this.wireName = wireName;
    }

    /** Whether a content type, with or without parameters, is that of JSON. */
    static boolean isJson(String contentType) {
        int end = contentType.indexOf(';');
        return contentType.substring(0, end < 0 ? contentType.length() : end).strip().equalsIgnoreCase(JSON);
    }

    /** What the content encoding names, else the charset of the content type; null when they name none that is known. */
    static @Nullable BodyEncoding find(String contentType, @Nullable String contentEncoding) {
        return named(contentEncoding == null || contentEncoding.isEmpty() ? charset(contentType) : contentEncoding.strip());
    }

    private static @Nullable BodyEncoding named(String name) {
        for (BodyEncoding encoding : values()) {
            if (encoding.wireName.equalsIgnoreCase(name)) {
                return encoding;
            }
        }
        return null;
    }

    private static String charset(String contentType) {
        int from = contentType.indexOf(';');
        while (from >= 0) {
            int to = contentType.indexOf(';', from + 1);
            String parameter = contentType.substring(from + 1, to < 0 ? contentType.length() : to).strip();
            if (parameter.regionMatches(true, 0, CHARSET, 0, CHARSET.length())) {
                return unquoted(parameter.substring(CHARSET.length()).strip());
            }
            from = to;
        }
        return "";
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /**
     * What to decode the body with, by the order of its bytes; null for UTF-8, which the parser reads itself. Fails when it
     * begins as no JSON text in this encoding does.
     */
    @Nullable
    Charset charsetOf(byte[] body) throws CharacterCodingException {
        return switch (this) {
            case UTF_8 -> utf8(body);
            case UTF_16 -> isLittle(body) ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
            case UTF_32 -> isLittle(body) ? StandardCharsets.UTF_32LE : StandardCharsets.UTF_32BE;
        };
    }

    /** The parser would take other encodings for what they are; the message has said that it is none of them. */
    private static @Nullable Charset utf8(byte[] body) throws CharacterCodingException {
        for (int i = 0; i < Math.min(SAMPLE, body.length); i++) {
            if (body[i] == 0 || body[i] == (byte) 0xFE || body[i] == (byte) 0xFF) {
                throw new MalformedInputException(1);
            }
        }
        return null;
    }

    /** A JSON text begins with a byte order mark or with a character that has one byte that is not zero. */
    private static boolean isLittle(byte[] body) {
        return body.length > 1 && body[0] != 0 && body[0] != (byte) 0xFE;
    }
}
