package io.nave.hub.identity;

import java.util.Base64;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** The rules for the text of a symmetric key: base64 of 16 to 64 bytes (service-protocols §5.1). */
public final class KeyText {

    private static final int MIN_BYTES = 16;
    private static final int MAX_BYTES = 64;

    private KeyText() {
    }

    /** Gives the key back when it can be one; fails with ARGUMENT_INVALID in the words of the reference (semantics §6.3). */
    public static String check(String key) {
        int size = decode(key).length;
        if (size < MIN_BYTES || size > MAX_BYTES) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "The primary and secondary keys must be between 16 and 64 bytes in length.");
        }
        return key;
    }

    private static byte[] decode(String key) {
        try {
            return Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "A key is not a valid Base64 encoded string."); // never quotes it
        }
    }
}
