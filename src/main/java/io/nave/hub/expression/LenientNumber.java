package io.nave.hub.expression;

/**
 * Reads numbers as {@code as_number} does (semantics §1.10): invariant culture, spaces around it, a sign, commas between the
 * digits before the point, an exponent.
 * Ordinary numbers are read without making an object.
 */
final class LenientNumber {

    private static final long EXACT = 1L << 53;
    private static final int PLAIN = 15;
    private static final int MAX_EXPONENT = 99_999;
    private static final double[] POWERS = new double[23];

    static {
        double power = 1;
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = power;
            power *= 10;
        }
    }

    private final String text;
    private final int end;
    private int at;
    private long mantissa;
    private int digits;
    private int places;
    private boolean exact = true;

    private LenientNumber(String text) {
        this.text = text;
        int last = text.length();
        while (last > 0 && Character.isWhitespace(text.charAt(last - 1))) {
            last--;
        }
        this.end = last;
        while (at < end && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** NaN when it is no number. */
    static double parse(String text) {
        double plain = plain(text);
        return Double.isNaN(plain) ? new LenientNumber(text).number() : plain;
    }

    /** What most numbers are: a few digits, perhaps with a sign and a point; NaN for all else. */
    private static double plain(String text) {
        int sign = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        int digits = text.length() - sign;
        if (digits == 0 || digits > PLAIN) {
            return Double.NaN;
        }
        int point = text.indexOf('.', sign);
        long mantissa = 0;
        for (int i = sign; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (i != point && (digit < 0 || digit > 9)) {
                return Double.NaN;
            }
            mantissa = i == point ? mantissa : mantissa * 10 + digit;
        }
        if (point >= 0 && digits == 1) {
            return Double.NaN;
        }
        double size = point < 0 ? mantissa : mantissa / POWERS[text.length() - 1 - point];
        return text.charAt(0) == '-' ? -size : size;
    }

    private double number() {
        boolean negative = at < end && text.charAt(at) == '-';
        if (negative || at < end && text.charAt(at) == '+') {
            at++;
        }
        int from = at;
        whole();
        fraction();
        if (digits == 0) {
            return Double.NaN;
        }
        int exponent = exponent();
        if (at < end) {
            return Double.NaN;
        }
        double size = value(from, exponent - places);
        return negative ? -size : size;
    }

    private void whole() {
        while (at < end && (isDigit() || text.charAt(at) == ',' && digits > 0)) {
            digit();
        }
    }

    private void fraction() {
        if (at == end || text.charAt(at) != '.') {
            return;
        }
        at++;
        int before = digits;
        while (at < end && isDigit()) {
            digit();
        }
        places = digits - before;
    }

    private void digit() {
        char digit = text.charAt(at++);
        if (digit == ',') {
            return;
        }
        digits++;
        if (mantissa < EXACT) {
            mantissa = mantissa * 10 + digit - '0';
        } else {
            exact = false;
        }
    }

    private int exponent() {
        if (at == end || (text.charAt(at) | ' ') != 'e') {
            return 0;
        }
        int mark = at++;
        boolean negative = at < end && text.charAt(at) == '-';
        if (negative || at < end && text.charAt(at) == '+') {
            at++;
        }
        if (at == end || !isDigit()) {
            at = mark;
            return 0;
        }
        int exponent = 0;
        while (at < end && isDigit()) {
            exponent = Math.min(MAX_EXPONENT, exponent * 10 + text.charAt(at++) - '0');
        }
        return negative ? -exponent : exponent;
    }

    /** A whole number below 2^53 times or by a power of ten up to 10^22 is rounded once, thus right. */
    private double value(int from, int power) {
        if (exact && mantissa <= EXACT && Math.abs(power) < POWERS.length) {
            return power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
        }
        return Double.parseDouble(text.substring(from, end).replace(",", ""));
    }

    private boolean isDigit() {
        char character = text.charAt(at);
        return character >= '0' && character <= '9';
    }
}
