package io.nave.launcher;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** X.509 certificates and their PEM form. All keys are ECDSA on P-256, which costs the least per handshake. */
final class Certificates {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Certificates() {
    }

    /** A certificate, or a chain with the end entity first, and the private key of the first. */
    record Identity(List<X509Certificate> chain, PrivateKey key) {
        Identity {
            chain = List.copyOf(chain);
        }

        X509Certificate certificate() {
            return chain.getFirst();
        }

        String chainPem() {
            return pem(chain.toArray());
        }

        String keyPem() {
            try {
                return pem(new JcaPKCS8Generator(key, null));
            } catch (IOException e) {
                throw new IllegalStateException("a private key that has no PKCS#8 form", e);
            }
        }
    }

    /** One extension of a certificate to be made. */
    record Part(org.bouncycastle.asn1.ASN1ObjectIdentifier oid, boolean critical, org.bouncycastle.asn1.ASN1Encodable value) {
    }

    /** A certificate for a new key, signed by the issuer. */
    static Identity issue(Identity issuer, String commonName, Duration lifetime, List<Part> parts) {
        KeyPair pair = newKeyPair();
        X500Name issuerName = X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded());
        X509Certificate certificate = sign(pair, name(commonName), new Signer(issuerName, issuer.key(), issuer.certificate()),
                lifetime,
                parts);
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        chain.addAll(issuer.chain());
        return new Identity(chain, pair.getPrivate());
    }

    /** A certificate for a new key, signed with that key. */
    static Identity selfSigned(String commonName, Duration lifetime, List<Part> parts) {
        KeyPair pair = newKeyPair();
        X500Name name = name(commonName);
        return new Identity(List.of(sign(pair, name, new Signer(name, pair.getPrivate(), null), lifetime, parts)),
                pair.getPrivate());
    }

    private record Signer(X500Name name, PrivateKey key, @org.jspecify.annotations.Nullable X509Certificate certificate) {
    }

    private static X509Certificate sign(KeyPair pair, X500Name subject, Signer signer, Duration lifetime, List<Part> parts) {
        Instant now = Instant.now();
        Date from = Date.from(now.minus(Duration.ofHours(1))); // for clients whose clock is a little late
        BigInteger serial = new BigInteger(127, RANDOM).setBit(126);
        try {
            var builder = new JcaX509v3CertificateBuilder(signer.name(), serial, from, Date.from(now.plus(lifetime)), subject,
                    pair.getPublic());
            for (Part part : parts) {
                builder.addExtension(part.oid(), part.critical(), part.value());
            }
            var keys = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.subjectKeyIdentifier, false, keys.createSubjectKeyIdentifier(pair.getPublic()));
            if (signer.certificate() != null) {
                builder.addExtension(Extension.authorityKeyIdentifier, false,
                        keys.createAuthorityKeyIdentifier(signer.certificate().getPublicKey()));
            }
            var signature = new JcaContentSignerBuilder("SHA256withECDSA").build(signer.key());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signature));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("a certificate for " + subject + " cannot be made", e);
        }
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
    }

    private static KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no P-256", e);
        }
    }

    private static String pem(Object... objects) {
        StringWriter text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                writer.writeObject(object);
            }
        } catch (IOException e) {
            throw new IllegalStateException("an object that has no PEM form", e);
        }
        return text.toString();
    }

    /** All certificates in a PEM text, in their order. */
    static List<X509Certificate> certificates(String pem) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try (var parser = new PEMParser(new StringReader(pem))) {
            Object object;
            while ((object = parser.readObject()) != null) {
                if (object instanceof X509CertificateHolder holder) {
                    certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
        } catch (CertificateException e) {
            throw new IOException("no certificate: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new IOException("no certificate in it");
        }
        return certificates;
    }

    /** The private key in a PKCS#8 PEM text. */
    static PrivateKey key(String pem) throws IOException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof PrivateKeyInfo key) {
                return new JcaPEMKeyConverter().getPrivateKey(key);
            }
            throw new IOException("no PKCS#8 private key in it");
        }
    }
}
