package io.nave.protocol.amqp;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Percent-decoding of addresses; {@code +} stays {@code +}, and text that is no valid encoding stays as it is. */
final class AddressText {

    private AddressText() {
    }

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
