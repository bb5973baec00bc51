package io.nave.hub.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Compares secrets without telling by the time it takes how much of them was right. */
final class ConstantTime {

    private ConstantTime() {
    }

    static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
