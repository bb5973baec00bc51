package io.nave.hub.revocation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One tag-length-value of DER (X.690 §8.1, §10.1), for the few extensions that the JDK does not read for its users. Fails with
 * an IllegalArgumentException on anything that is not DER; never reads outside its bytes.
 */
final class DerElement {

    private static final int LONG_FORM = 0x80;
    private static final int MAX_LENGTH_BYTES = 3;

    private final byte[] der;
    private final int start;
    private final int end;
    private final int tag;

    private DerElement(byte[] der, int tag, int start, int end) {
        this.der = der;
        this.tag = tag;
        this.start = start;
        this.end = end;
    }

    /** The element that these bytes are, all of them. */
    static DerElement of(byte[] der) {
        DerElement element = at(der, 0, der.length);
        if (element.end != der.length) {
            throw malformed();
        }
        return element;
    }

    private static DerElement at(byte[] der, int from, int limit) {
        if (limit - from < 2) {
            throw malformed();
        }
        int first = der[from + 1] & 0xff;
        int lengthBytes = first < LONG_FORM ? 0 : first - LONG_FORM;
        int start = from + 2 + lengthBytes;
        if (first == LONG_FORM || lengthBytes > MAX_LENGTH_BYTES || start > limit) {
            throw malformed();
        }
        int length = first < LONG_FORM ? first : 0;
        for (int i = from + 2; i < start; i++) {
            length = length << 8 | der[i] & 0xff;
        }
        if (length > limit - start) {
            throw malformed();
        }
        return new DerElement(der, der[from] & 0xff, start, start + length);
    }

    boolean is(int expected) {
        return tag == expected;
    }

    /** The elements inside a constructed one. */
    List<DerElement> children() {
        List<DerElement> children = new ArrayList<>();
        for (int at = start; at < end;) {
            DerElement child = at(der, at, end);
            children.add(child);
            at = child.end;
        }
        return children;
    }

    byte[] content() {
        return Arrays.copyOfRange(der, start, end);
    }

    boolean contains(byte[] expected) {
        return Arrays.equals(der, start, end, expected, 0, expected.length);
    }

    String text() {
        return new String(der, start, end - start, StandardCharsets.US_ASCII);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("This is not DER");
    }
}
