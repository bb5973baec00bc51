package io.nave.storage.postgres;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.nave.hub.certificates.CertificateAuthority;
import io.nave.hub.certificates.CertificateAuthority.Possession;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ETag;

/** A registered certificate authority as it is stored, its certificate in DER. */
@Entity
@Table(name = "certificate_authority")
class CertificateAuthorityRow {

    @Id
    String name = "";
    byte[] certificate = {};
    boolean verified;
    @Column(name = "verification_code")
    String verificationCode = "";
    String etag = "";
    @Column(name = "created_at")
    Instant createdAt = Instant.EPOCH;
    @Column(name = "updated_at")
    Instant updatedAt = Instant.EPOCH;

    static CertificateAuthorityRow of(CertificateAuthority authority) {
        CertificateAuthorityRow row = new CertificateAuthorityRow();
        row.name = authority.name();
        row.certificate = der(authority.certificate());
        row.verified = authority.isVerified();
        row.verificationCode = authority.possession() instanceof Possession.Challenged challenged ? challenged.code() : "";
        row.etag = authority.etag().value();
        row.createdAt = authority.created();
        row.updatedAt = authority.updated();
        return row;
    }

    CertificateAuthority toAuthority() {
        return new CertificateAuthority(name, certificate(certificate), possession(), new ETag(etag), createdAt, updatedAt);
    }

    private Possession possession() {
        if (verified) {
            return new Possession.Verified();
        }
        return verificationCode.isEmpty() ? new Possession.Unproven() : new Possession.Challenged(verificationCode);
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new HubException(ErrorCode.SERVER_ERROR, "A certificate that was read cannot be written", e);
        }
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new HubException(ErrorCode.SERVER_ERROR, "A stored certificate cannot be read", e);
        }
    }
}
