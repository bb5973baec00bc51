package io.nave.storage.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import org.jspecify.annotations.Nullable;

import io.nave.hub.identity.Credentials;

import static java.util.Objects.requireNonNull;

/** The credentials of a device or module as they are stored: keys sealed, each for its own place. */
@Embeddable
class CredentialColumns {

    static final String SAS = "sas";
    static final String SELF_SIGNED = "selfSigned";
    static final String CERTIFICATE_AUTHORITY = "certificateAuthority";
    static final String NONE = "none";

    String authentication = NONE;
    @Column(name = "primary_key")
    @Nullable
    String primaryKey;
    @Column(name = "secondary_key")
    @Nullable
    String secondaryKey;
    @Column(name = "primary_thumbprint")
    @Nullable
    String primaryThumbprint;
    @Column(name = "secondary_thumbprint")
    @Nullable
    String secondaryThumbprint;

    /** {@code owner} is whose they are, such as {@code d1/m1}. */
    static CredentialColumns of(Credentials credentials, KeyVault vault, String owner) {
        CredentialColumns columns = new CredentialColumns();
        switch (credentials) {
            case Credentials.SymmetricKeys keys -> {
                columns.authentication = SAS;
                columns.primaryKey = vault.seal(keys.primary(), primaryOf(owner));
                columns.secondaryKey = vault.seal(keys.secondary(), secondaryOf(owner));
            }
            case Credentials.Thumbprints thumbprints -> {
                columns.authentication = SELF_SIGNED;
                columns.primaryThumbprint = thumbprints.primary();
                columns.secondaryThumbprint = thumbprints.secondary();
            }
            case Credentials.CertificateAuthority authority -> columns.authentication = CERTIFICATE_AUTHORITY;
            case Credentials.None none -> columns.authentication = NONE;
        }
        return columns;
    }

    Credentials toCredentials(KeyVault vault, String owner) {
        return switch (authentication) {
            case SAS -> new Credentials.SymmetricKeys(vault.open(requireNonNull(primaryKey), primaryOf(owner)),
                    vault.open(requireNonNull(secondaryKey), secondaryOf(owner)));
            case SELF_SIGNED ->
                new Credentials.Thumbprints(requireNonNull(primaryThumbprint), requireNonNull(secondaryThumbprint));
            case CERTIFICATE_AUTHORITY -> new Credentials.CertificateAuthority();
            default -> new Credentials.None();
        };
    }

    static String primaryOf(String owner) {
        return owner + " primary";
    }

    static String secondaryOf(String owner) {
        return owner + " secondary";
    }

    /** Without keys: rows may end up in a log. */
    @Override
    public String toString() {
        return "CredentialColumns[" + authentication + "]";
    }
}
