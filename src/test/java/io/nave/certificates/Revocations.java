package io.nave.certificates;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Revocation lists and OCSP answers. */
public final class Revocations {

    public static final CertificateStatus GOOD = CertificateStatus.GOOD;
    public static final CertificateStatus REVOKED = new RevokedStatus(Date.from(Instant.now().minusSeconds(60)),
            CRLReason.keyCompromise);
    public static final CertificateStatus UNKNOWN = new UnknownStatus();

    private Revocations() {
    }

    /** A list of the issuer's, signed with this key, of some certificates. */
    public static byte[] list(Holder issuer, Instant thisUpdate, X509Certificate... revoked) {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(Maker.nameOf(issuer.certificate()), Date.from(thisUpdate));
        builder.setNextUpdate(Date.from(thisUpdate.plus(Duration.ofHours(2))));
        for (X509Certificate certificate : revoked) {
            builder.addCRLEntry(certificate.getSerialNumber(), Date.from(thisUpdate), CRLReason.keyCompromise);
        }
        try {
            return builder.build(signer(issuer)).getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the issuer's responder says about a certificate. */
    public static byte[] answer(Holder issuer, X509Certificate certificate, CertificateStatus status, Instant thisUpdate) {
        try {
            DigestCalculator sha1 = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
            X509CertificateHolder holder = new JcaX509CertificateHolder(issuer.certificate());
            BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(
                    SubjectPublicKeyInfo.getInstance(issuer.certificate().getPublicKey().getEncoded()), sha1);
            builder.addResponse(new CertificateID(sha1, holder, certificate.getSerialNumber()), status,
                    Date.from(thisUpdate), Date.from(thisUpdate.plus(Duration.ofHours(2))));
            OCSPResp response = new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL,
                    builder.build(signer(issuer), null, Date.from(thisUpdate)));
            return response.getEncoded();
        } catch (OperatorCreationException | OCSPException | IOException
                | java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a request asks about this certificate and nothing else. */
    public static boolean asksFor(byte[] request, Holder issuer, X509Certificate certificate) {
        try {
            OCSPReq read = new OCSPReq(request);
            CertificateID id = read.getRequestList()[0].getCertID();
            return read.getRequestList().length == 1 && id.getSerialNumber().equals(certificate.getSerialNumber())
                    && id.matchesIssuer(new JcaX509CertificateHolder(issuer.certificate()),
                            new JcaDigestCalculatorProviderBuilder().build());
        } catch (IOException | OCSPException | OperatorCreationException
                | java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ContentSigner signer(Holder issuer) {
        try {
            return new JcaContentSignerBuilder(Maker.signatureAlgorithm("SHA256", issuer.key())).build(issuer.key());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
