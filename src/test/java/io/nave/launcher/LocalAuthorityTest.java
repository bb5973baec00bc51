package io.nave.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The local certificate authority: names, key type, files, and when it issues again. */
class LocalAuthorityTest {

    private static final int DNS = 2;
    private static final int IP = 7;

    @TempDir
    Path directory;

    @Test
    void serverCertificateNamesTheHostLocalhostAndLoopback() throws Exception {
        // when
        LocalAuthority authority = LocalAuthority.prepare(directory, "hub.example.org");
        // then
        assertThat(certificates(authority).getFirst().getSubjectAlternativeNames()).containsExactlyInAnyOrder(
                List.of(DNS, "hub.example.org"), List.of(DNS, "localhost"), List.of(IP, "127.0.0.1"));
    }

    @Test
    void addressAsHostNameIsAnAddressEntry() throws Exception {
        // when
        LocalAuthority authority = LocalAuthority.prepare(directory, "192.168.17.4");
        // then
        assertThat(certificates(authority).getFirst().getSubjectAlternativeNames()).containsExactlyInAnyOrder(
                List.of(IP, "192.168.17.4"), List.of(DNS, "localhost"), List.of(IP, "127.0.0.1"));
    }

    @Test
    void serverCertificateIsEcdsaAndChainsToTheAuthority() throws Exception {
        // when
        LocalAuthority authority = LocalAuthority.prepare(directory, "127.0.0.1");
        // then
        List<X509Certificate> chain = certificates(authority);
        X509Certificate ca = Certificates.certificates(Files.readString(authority.caCertificate())).getFirst();
        assertThat(chain).hasSize(2).element(1).isEqualTo(ca);
        assertThat(((ECPublicKey) chain.getFirst().getPublicKey()).getParams().getOrder().bitLength()).isEqualTo(256);
        chain.getFirst().verify(ca.getPublicKey());
        assertThat(ca.getBasicConstraints()).isZero();
        assertThat(chain.getFirst().getBasicConstraints()).isEqualTo(-1);
        assertThat(chain.getFirst().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(Files.readString(authority.serverKey())).startsWith("-----BEGIN PRIVATE KEY-----");
    }

    @Test
    void privateKeysAreReadableByTheirOwnerOnly() throws Exception {
        // when
        LocalAuthority authority = LocalAuthority.prepare(directory, "127.0.0.1");
        // then
        for (Path key : List.of(directory.resolve("ca.key"), authority.serverKey())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(authority.caCertificate())))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void secondStartKeepsEverything() throws Exception {
        // given
        LocalAuthority first = LocalAuthority.prepare(directory, "hub.example.org");
        String before = Files.readString(first.serverCertificate()) + Files.readString(first.serverKey());
        // when
        LocalAuthority second = LocalAuthority.prepare(directory, "hub.example.org");
        // then
        assertThat(Files.readString(second.serverCertificate()) + Files.readString(second.serverKey())).isEqualTo(before);
    }

    @Test
    void anotherHostNameGetsANewCertificateFromTheSameAuthority() throws Exception {
        // given
        LocalAuthority first = LocalAuthority.prepare(directory, "old.example.org");
        String ca = Files.readString(first.caCertificate());
        // when
        LocalAuthority second = LocalAuthority.prepare(directory, "new.example.org");
        // then
        assertThat(Files.readString(second.caCertificate())).isEqualTo(ca);
        assertThat(certificates(second).getFirst().getSubjectAlternativeNames()).contains(List.of(DNS, "new.example.org"))
                .doesNotContain(List.of(DNS, "old.example.org"));
    }

    @Test
    void damagedAuthorityIsNamedAndNotReplaced() throws Exception {
        // given
        LocalAuthority.prepare(directory, "127.0.0.1");
        Files.writeString(directory.resolve("ca.key"), "rubbish");
        // then
        assertThatThrownBy(() -> LocalAuthority.prepare(directory, "127.0.0.1")).isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("ca.key").hasMessageContaining("no certificate with its key");
    }

    @Test
    void thumbprintsAreUpperCaseHexadecimal() {
        // when
        var device = DeviceCertificates.selfSigned("device-1");
        // then
        assertThat(device.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=device-1");
        assertThat(device.thumbprint()).matches("[0-9A-F]{40}");
        assertThat(device.sha256Thumbprint()).matches("[0-9A-F]{64}");
    }

    private static List<X509Certificate> certificates(LocalAuthority authority) throws Exception {
        return Certificates.certificates(Files.readString(authority.serverCertificate()));
    }
}
