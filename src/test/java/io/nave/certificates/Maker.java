package io.nave.certificates;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes one certificate, step by step. P-256 and valid from an hour ago for a day, unless told otherwise. */
public final class Maker {

    private record Part(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    }

    private final X500Name subject;
    private final List<Part> parts = new ArrayList<>();
    private Instant from = Instant.now().minus(Duration.ofHours(1));
    private Instant until = Instant.now().plus(Duration.ofDays(1));
    private String keyAlgorithm = "EC";
    private int keySize = 256;
    private BigInteger exponent = RSAKeyGenParameterSpec.F4;
    private String digest = "SHA256";
    private Optional<String> signature = Optional.empty();
    private BigInteger serial = BigInteger.valueOf(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));

    private Maker(X500Name subject) {
        this.subject = subject;
    }

    /** With this subject, for example {@code CN=dev1}. */
    public static Maker of(String subject) {
        return new Maker(new X500Name(subject));
    }

    /** With a common name that is not looked at for separators. */
    public static Maker named(String commonName) {
        return of(new org.bouncycastle.asn1.x500.X500NameBuilder()
                .addRDN(org.bouncycastle.asn1.x500.style.BCStyle.CN, commonName).build());
    }

    public static Maker of(X500Name subject) {
        return new Maker(subject);
    }

    /** A self-signed authority that may sign certificates and lists. */
    public static Holder root(String commonName) {
        return named(commonName).authority().selfSigned();
    }

    /** An authority below another. */
    public static Holder intermediate(String commonName, Holder issuer) {
        return named(commonName).authority().signedBy(issuer);
    }

    /** A device's certificate. */
    public static Holder device(String commonName, Holder issuer) {
        return named(commonName).signedBy(issuer);
    }

    public Maker authority() {
        return basicConstraints(new BasicConstraints(true))
                .keyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature);
    }

    public Maker basicConstraints(BasicConstraints constraints) {
        return with(Extension.basicConstraints, true, constraints);
    }

    public Maker keyUsage(int usage) {
        return with(Extension.keyUsage, true, new KeyUsage(usage));
    }

    public Maker extendedKeyUsage(KeyPurposeId purpose) {
        return with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
    }

    /** Where the list of its issuer is. */
    public Maker list(String address) {
        GeneralNames names = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, address));
        return with(Extension.cRLDistributionPoints, false, new CRLDistPoint(
                new DistributionPoint[] { new DistributionPoint(new DistributionPointName(names), null, null) }));
    }

    /** Where the responder of its issuer is. */
    public Maker responder(String address) {
        return with(Extension.authorityInfoAccess, false, new AuthorityInformationAccess(AccessDescription.id_ad_ocsp,
                new GeneralName(GeneralName.uniformResourceIdentifier, address)));
    }

    public Maker with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
        parts.add(new Part(oid, critical, value));
        return this;
    }

    public Maker valid(Instant newFrom, Instant newUntil) {
        from = newFrom;
        until = newUntil;
        return this;
    }

    /** Valid until an hour ago. */
    public Maker expired() {
        return valid(Instant.now().minus(Duration.ofDays(2)), Instant.now().minus(Duration.ofHours(1)));
    }

    /** Valid from in an hour. */
    public Maker notYetValid() {
        return valid(Instant.now().plus(Duration.ofHours(1)), Instant.now().plus(Duration.ofDays(1)));
    }

    public Maker rsa(int bits) {
        keyAlgorithm = "RSA";
        keySize = bits;
        return this;
    }

    public Maker digest(String newDigest) {
        digest = newDigest;
        return this;
    }

    /** The whole name of the signature's algorithm, instead of a digest and the issuer's key. */
    public Maker signature(String algorithm) {
        signature = Optional.of(algorithm);
        return this;
    }

    /** A key whose public exponent is as long as some would like it to be. */
    public Maker rsaWithLongExponent() {
        exponent = BigInteger.ONE.shiftLeft(200).add(BigInteger.valueOf(0x1b5));
        return rsa(2048);
    }

    public Maker serial(long newSerial) {
        serial = BigInteger.valueOf(newSerial);
        return this;
    }

    public Holder selfSigned() {
        KeyPair pair = newKeyPair();
        return sign(pair, subject, pair.getPrivate());
    }

    public Holder signedBy(Holder issuer) {
        return sign(newKeyPair(), nameOf(issuer.certificate()), issuer.key());
    }

    /** Under the issuer's name, but by somebody else. */
    public Holder forged(Holder issuer) {
        return sign(newKeyPair(), nameOf(issuer.certificate()), newKeyPair().getPrivate());
    }

    static X500Name nameOf(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    static String signatureAlgorithm(String digest, PrivateKey key) {
        return digest + "with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm());
    }

    private Holder sign(KeyPair pair, X500Name issuer, PrivateKey key) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(issuer, serial, Date.from(from),
                    Date.from(until), subject, pair.getPublic());
            for (Part part : parts) {
                builder.addExtension(part.oid(), part.critical(), part.value());
            }
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(signer(key)));
            return new Holder(certificate, pair.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ContentSigner signer(PrivateKey key) throws OperatorCreationException {
        return new JcaContentSignerBuilder(signature.orElse(signatureAlgorithm(digest, key)))
                .setProvider(signature.isPresent() ? new BouncyCastleProvider() : Security.getProvider(providerOf(key)))
                .build(key);
    }

    private static String providerOf(PrivateKey key) {
        return key.getAlgorithm().equals("EC") ? "SunEC" : "SunRsaSign";
    }

    private KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keyAlgorithm);
            generator.initialize(keyAlgorithm.equals("RSA") ? new RSAKeyGenParameterSpec(keySize, exponent)
                    : new ECGenParameterSpec("secp" + keySize + "r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
