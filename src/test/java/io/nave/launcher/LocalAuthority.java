package io.nave.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * The certificate authority of a local hub, made on first start and kept: clients are told to trust it once. It issues the
 * server
 * certificate, again when the host name changes or the old one is near its end.
 *
 * <pre>
 *   ca.pem  ca.key            the authority: give ca.pem to clients, keep ca.key
 *   server.pem  server.key    the server certificate with its chain, and its key (PKCS#8)
 * </pre>
 */
public final class LocalAuthority {

    private static final Duration CA_LIFETIME = Duration.ofDays(3650);
    private static final Duration SERVER_LIFETIME = Duration.ofDays(397); // what browsers accept
    private static final Duration NEAR_THE_END = Duration.ofDays(60);

    private final Path directory;

    private LocalAuthority(Path directory) {
        this.directory = directory;
    }

    /** Makes what is missing in that directory, or no longer right for that host name. */
    public static LocalAuthority prepare(Path directory, String hostName) {
        LocalAuthority authority = new LocalAuthority(directory);
        Certificates.Identity ca = authority.loadOrMakeCa();
        Set<String> names = new LinkedHashSet<>(List.of(hostName, "localhost", "127.0.0.1"));
        if (!authority.serverCertificateServes(names, ca.certificate())) {
            authority.issueServerCertificate(ca, hostName, names);
        }
        return authority;
    }

    /** The certificate that clients trust. */
    public Path caCertificate() {
        return directory.resolve("ca.pem");
    }

    /** The server certificate, followed by the authority's. */
    public Path serverCertificate() {
        return directory.resolve("server.pem");
    }

    public Path serverKey() {
        return directory.resolve("server.key");
    }

    private Certificates.Identity loadOrMakeCa() {
        Path key = directory.resolve("ca.key");
        if (Files.exists(caCertificate()) && Files.exists(key)) {
            return load(caCertificate(), key);
        }
        // the authorities of two hubs must not look alike to a client that trusts both
        String name = "Nave local authority "
                + java.util.HexFormat.of().formatHex(new java.security.SecureRandom().generateSeed(4));
        var ca = Certificates.selfSigned(name, CA_LIFETIME,
                List.of(new Certificates.Part(Extension.basicConstraints, true, new BasicConstraints(0)),
                        new Certificates.Part(Extension.keyUsage, true,
                                new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))));
        PrivateFiles.write(key, ca.keyPem());
        PrivateFiles.writePublic(caCertificate(), ca.chainPem());
        return ca;
    }

    private static Certificates.Identity load(Path certificate, Path key) {
        try {
            return new Certificates.Identity(Certificates.certificates(PrivateFiles.read(certificate)),
                    Certificates.key(PrivateFiles.read(key)));
        } catch (IOException e) {
            throw new LaunchFailure(certificate + " and " + key + " are no certificate with its key (" + e.getMessage()
                    + "). Put them right, or delete both: new ones are made then, and clients must trust the new ca.pem.", e);
        }
    }

    private boolean serverCertificateServes(Set<String> names, X509Certificate ca) {
        try {
            X509Certificate certificate = Certificates.certificates(Files.readString(serverCertificate())).getFirst();
            Certificates.key(Files.readString(serverKey()));
            certificate.verify(ca.getPublicKey());
            Instant end = certificate.getNotAfter().toInstant();
            return end.isAfter(Instant.now().plus(NEAR_THE_END)) && names(certificate).equals(names);
        } catch (IOException | java.security.GeneralSecurityException e) { // missing, damaged, or from another authority
            return false;
        }
    }

    private static Set<String> names(X509Certificate certificate) throws CertificateParsingException {
        return certificate.getSubjectAlternativeNames().stream().map(entry -> String.valueOf(entry.get(1)))
                .collect(Collectors.toSet());
    }

    private void issueServerCertificate(Certificates.Identity ca, String hostName, Set<String> names) {
        GeneralName[] subjects = names.stream().map(LocalAuthority::subject).toArray(GeneralName[]::new);
        String commonName = hostName.length() <= 64 ? hostName : "Nave"; // the longest that X.520 allows
        var server = Certificates.issue(ca, commonName, SERVER_LIFETIME,
                List.of(new Certificates.Part(Extension.basicConstraints, true, new BasicConstraints(false)),
                        new Certificates.Part(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
                        new Certificates.Part(Extension.extendedKeyUsage, false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)),
                        new Certificates.Part(Extension.subjectAlternativeName, false, new GeneralNames(subjects))));
        PrivateFiles.write(serverKey(), server.keyPem());
        PrivateFiles.writePublic(serverCertificate(), server.chainPem());
    }

    private static GeneralName subject(String name) {
        return new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    /** Whether a host name is an IP address in text form. */
    static boolean isAddress(String name) {
        return name.contains(":") || name.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }
}
