package io.nave.hub.certificates;

import java.security.cert.X509Certificate;
import java.time.Instant;

import io.nave.hub.id.CertificateMarks;
import io.nave.hub.id.ETag;

/**
 * A certificate authority as an operator registered it: devices whose certificates lead to it are let in once it is verified.
 * {@code created} and {@code updated} are whole microseconds.
 */
public record CertificateAuthority(String name, X509Certificate certificate, Possession possession, ETag etag,
        Instant created, Instant updated) {

    /** What is known about whether the operator holds the authority's private key. */
    public sealed interface Possession {

        /** Nothing yet. */
        record Unproven() implements Possession {
        }

        /** A certificate whose common name is this code, signed by the authority, will prove it. */
        record Challenged(String code) implements Possession {
        }

        /** Proven, or vouched for by an administrator. */
        record Verified() implements Possession {
        }
    }

    public boolean isVerified() {
        return possession instanceof Possession.Verified;
    }

    /**
     * What connections remember of the authority that they rest on: its name and the thumbprint of its certificate, so that an
     * authority with another certificate is another one, be it of the same name.
     */
    public String mark() {
        return name + ':' + CertificateMarks.of(certificate).sha256();
    }

    /** The same authority with another proof state. */
    CertificateAuthority with(Possession other, ETag newEtag, Instant now) {
        return new CertificateAuthority(name, certificate, other, newEtag, created, now);
    }
}
