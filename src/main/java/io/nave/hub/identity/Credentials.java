package io.nave.hub.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How an identity proves who it is (service-protocols §5.1, {@code authentication}). */
public sealed interface Credentials {

    /** Two symmetric keys, base64 text of 16 to 64 bytes; either of them works. */
    record SymmetricKeys(String primary, String secondary) implements Credentials {

        @Override
        public String toString() {
            return "SymmetricKeys[hidden]";
        }

        public List<String> both() {
            return List.of(primary, secondary);
        }
    }

    /** Thumbprints of self-signed certificates, upper-case hex of SHA-1 or SHA-256; an empty text is none. */
    record Thumbprints(String primary, String secondary) implements Credentials {

        public Thumbprints {
            primary = primary.toUpperCase(Locale.ROOT);
            secondary = secondary.toUpperCase(Locale.ROOT);
        }

        public boolean matches(String thumbprint) {
            byte[] shown = bytes(thumbprint.toUpperCase(Locale.ROOT));
            return Stream.of(primary, secondary).anyMatch(t -> !t.isEmpty() && MessageDigest.isEqual(bytes(t), shown));
        }

        private static byte[] bytes(String thumbprint) {
            return thumbprint.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** A certificate that a registered authority has issued. */
    record CertificateAuthority() implements Credentials {
    }

    /** No way to connect yet. */
    record None() implements Credentials {
    }
}
