package io.nave.hub.expression;

import java.math.BigInteger;

/** Numbers as a condition writes them: whole, {@code 0x} hexadecimal or real, a minus sign right in front (semantics §1.10). */
final class NumberText {

    private static final String HEX = "0x";

    private NumberText() {
    }

    /** Where the number ends that begins at this offset; the offset itself when there is none. */
    static int end(String text, int from) {
        int at = text.startsWith("-", from) ? from + 1 : from;
        int hex = hexEnd(text, at);
        if (hex > at) {
            return hex;
        }
        int whole = digitsEnd(text, at);
        int fraction = text.startsWith(".", whole) ? digitsEnd(text, whole + 1) : whole;
        boolean hasFraction = fraction > whole + 1;
        int end = hasFraction ? fraction : whole;
        return end == at ? from : exponentEnd(text, end);
    }

    private static int hexEnd(String text, int at) {
        if (!text.startsWith(HEX, at)) {
            return at;
        }
        int to = at + HEX.length();
        while (to < text.length() && Character.digit(text.charAt(to), 16) >= 0 && text.charAt(to) < 128) {
            to++;
        }
        return to > at + HEX.length() ? to : at;
    }

    private static int exponentEnd(String text, int at) {
        if (!text.startsWith("e", at) && !text.startsWith("E", at)) {
            return at;
        }
        boolean signed = text.startsWith("+", at + 1) || text.startsWith("-", at + 1);
        int digits = signed ? at + 2 : at + 1;
        int to = digitsEnd(text, digits);
        return to > digits ? to : at;
    }

    private static int digitsEnd(String text, int from) {
        int to = from;
        while (to < text.length() && text.charAt(to) >= '0' && text.charAt(to) <= '9') {
            to++;
        }
        return to;
    }

    /** The value of a text that is a number as a whole. */
    static double value(String number) {
        boolean negative = number.startsWith("-");
        String size = negative ? number.substring(1) : number;
        double value = size.startsWith(HEX) ? new BigInteger(size.substring(HEX.length()), 16).doubleValue()
                : Double.parseDouble(size);
        return negative ? -value : value;
    }
}
