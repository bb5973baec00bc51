package io.nave.hub.expression;

/** Strings of a condition or a query; a backslash escapes quotes, itself and {@code uXXXX}, and else stands for itself. */
public final class QuotedText {

    private static final int HEX_DIGITS = 4;

    private QuotedText() {
    }

    /** What a text in quotes stands for. */
    public static String value(String quoted) {
        String inner = quoted.substring(1, quoted.length() - 1);
        StringBuilder value = new StringBuilder(inner.length());
        int at = 0;
        while (at < inner.length()) {
            at = character(inner, at, value);
        }
        return value.toString();
    }

    private static int character(String inner, int at, StringBuilder value) {
        char character = inner.charAt(at);
        if (character != '\\' || at + 1 == inner.length()) {
            value.append(character);
            return at + 1;
        }
        char escaped = inner.charAt(at + 1);
        if (escaped == 'u' && isHex(inner, at + 2)) {
            value.append((char) Integer.parseInt(inner.substring(at + 2, at + 2 + HEX_DIGITS), 16));
            return at + 2 + HEX_DIGITS;
        }
        if (escaped == '\'' || escaped == '"' || escaped == '\\') {
            value.append(escaped);
            return at + 2;
        }
        value.append(character);
        return at + 1;
    }

    private static boolean isHex(String text, int from) {
        if (from + HEX_DIGITS > text.length()) {
            return false;
        }
        return text.substring(from, from + HEX_DIGITS).chars()
                .allMatch(c -> c >= '0' && c <= '9' || (c | ' ') >= 'a' && (c | ' ') <= 'f');
    }
}
