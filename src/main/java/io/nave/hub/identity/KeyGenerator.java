package io.nave.hub.identity;

import java.security.SecureRandom;
import java.util.Base64;

import jakarta.inject.Singleton;

/** Makes symmetric keys: 32 bytes from the system's secure random source, as base64 text. */
@Singleton
public final class KeyGenerator {

    private static final int KEY_BYTES = 32;

    private final SecureRandom random = new SecureRandom();

    /** A new key. */
    public String key() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
