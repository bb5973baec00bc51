package io.nave.hub.identity;

import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.identity.CredentialsRequest.Pair;

/** Turns the credentials that were asked for into those a device has (service-protocols §5.1–5.3, semantics §9.1). */
@Singleton
final class CredentialRules {

    private final KeyGenerator generator;

    CredentialRules(KeyGenerator generator) {
        this.generator = generator;
    }

    /** Of a new device: keys that were left out are generated. Fails with ARGUMENT_INVALID. */
    Credentials ofNew(Optional<CredentialsRequest> request) {
        return request.map(this::read).orElseGet(this::generatedKeys);
    }

    /** Of a device that has some already: what was left out stays as it is. Fails with ARGUMENT_INVALID. */
    Credentials ofChanged(Optional<CredentialsRequest> request, Credentials present) {
        return request.filter(wanted -> !leavesAsIs(wanted, present)).map(this::read).orElse(present);
    }

    /**
     * Node fills in {@code sas} with two empty keys when its caller said nothing about authentication, so these mean "as it is"
     * whatever the device has; left out or null, they mean so only for a device that has keys (service-protocols §14.1).
     */
    private static boolean leavesAsIs(CredentialsRequest wanted, Credentials present) {
        return switch (wanted.effectiveType()) {
            case SAS -> wanted.keys().isEmptyText()
                    || wanted.keys().isBlank() && present instanceof Credentials.SymmetricKeys;
            case SELF_SIGNED -> wanted.thumbprints().isBlank() && present instanceof Credentials.Thumbprints;
            case CERTIFICATE_AUTHORITY, NONE -> false;
        };
    }

    private Credentials read(CredentialsRequest wanted) {
        CredentialsRequest.Type type = wanted.effectiveType();
        return switch (type) {
            case SAS -> wanted.keys().isBlank() ? generatedKeys() : keys(wanted.keys());
            case SELF_SIGNED -> thumbprints(wanted.thumbprints());
            case CERTIFICATE_AUTHORITY -> new Credentials.CertificateAuthority();
            case NONE -> new Credentials.None();
        };
    }

    /** With one key made anew, or the keys swapped. Fails with ARGUMENT_INVALID when there are no keys. */
    Credentials rotated(Credentials present, KeyRotation rotation) {
        if (!(present instanceof Credentials.SymmetricKeys keys)) {
            throw invalid("Only an identity that authenticates by symmetric keys has keys to regenerate");
        }
        return switch (rotation) {
            case PRIMARY -> new Credentials.SymmetricKeys(generator.key(), keys.secondary());
            case SECONDARY -> new Credentials.SymmetricKeys(keys.primary(), generator.key());
            case SWAP -> new Credentials.SymmetricKeys(keys.secondary(), keys.primary());
        };
    }

    private Credentials generatedKeys() {
        return new Credentials.SymmetricKeys(generator.key(), generator.key());
    }

    private static Credentials keys(Pair keys) {
        String primary = keys.primary().orElse("");
        String secondary = keys.secondary().orElse("");
        if (primary.isEmpty() || secondary.isEmpty()) {
            throw invalid("Give both keys, or neither and they are generated");
        }
        return new Credentials.SymmetricKeys(KeyText.check(primary), KeyText.check(secondary));
    }

    private static Credentials thumbprints(Pair thumbprints) {
        if (thumbprints.isBlank()) {
            throw invalid("selfSigned needs at least one thumbprint");
        }
        return new Credentials.Thumbprints(thumbprint(thumbprints.primary().orElse("")),
                thumbprint(thumbprints.secondary().orElse("")));
    }

    /** Separators as tools print them are left out (device-protocols §4.5). */
    private static String thumbprint(String text) {
        String hex = text.replaceAll("[:\\s-]", "");
        if (!hex.matches("|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}")) {
            throw invalid("A thumbprint has 40 (SHA-1) or 64 (SHA-256) hexadecimal digits");
        }
        return hex;
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }
}
