package io.nave.protocol.amqp;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** What all addresses have in common: how they are made absolute, and how they are encoded. */
final class AddressText {

    private AddressText() {
    }

    /** Without scheme and host, if it has them ({@code amqps://host:port/…}), and without the first slash. */
    static String path(String address) {
        int scheme = address.indexOf("://");
        String path = address;
        if (scheme >= 0) {
            int slash = address.indexOf('/', scheme + 3);
            path = slash < 0 ? "" : address.substring(slash);
        }
        return path.startsWith("/") ? path.substring(1) : path;
    }

    /** Percent-decoded; {@code +} stays {@code +}, and text that is no valid encoding stays as it is. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }
}
