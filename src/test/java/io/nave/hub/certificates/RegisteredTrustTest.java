package io.nave.hub.certificates;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.certificates.Holder;
import io.nave.certificates.Maker;
import io.nave.hub.access.AccessRules;
import io.nave.hub.access.CurrentAccessRules;
import io.nave.hub.access.DeniedCertificate;
import io.nave.hub.access.DeniedCertificates;
import io.nave.hub.access.InMemoryAccessRulesStore;
import io.nave.hub.certificates.CertificateAuthority.Possession;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.CertificateMarks;
import io.nave.hub.id.ETag;
import io.nave.hub.revocation.RevocationFixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Chains of certificates and what a registered authority vouches for (device-protocols §4.5, semantics §9.3). */
class RegisteredTrustTest {

    private static final Holder ROOT = Maker.root("Root");
    private static final Holder MIDDLE = Maker.intermediate("Middle", ROOT);
    private static final Holder LOW = Maker.intermediate("Low", MIDDLE);
    private static final Holder DEVICE = Maker.device("dev1", LOW);

    private final InMemoryCertificateAuthorityStore store = new InMemoryCertificateAuthorityStore();
    private final RegisteredAuthorities registered = new RegisteredAuthorities(store);
    private final InMemoryAccessRulesStore storedRules = new InMemoryAccessRulesStore();
    private final CurrentAccessRules rules = new CurrentAccessRules(storedRules);

    @BeforeEach
    void readRules() {
        rules.refresh().await().indefinitely();
    }

    @Test
    void chainLeadsToItsRoot() {
        // given
        register("root", ROOT);
        // when
        String issuer = issuerOf(DEVICE, LOW, MIDDLE, ROOT);
        // then
        assertThat(issuer).startsWith("root:");
        assertThat(trust().stands(issuer)).isTrue();
    }

    @Test
    void orderOfTheChainDoesNotMatterAndTheRootMayBeMissing() {
        // given
        register("root", ROOT);
        // then
        assertThat(issuerOf(DEVICE, MIDDLE, LOW)).startsWith("root:");
        assertThat(issuerOf(DEVICE, ROOT, Maker.root("Stranger"), MIDDLE, LOW)).startsWith("root:");
    }

    @Test
    void intermediateMayBeTheRegisteredOne() {
        // given
        register("low", LOW);
        // then
        assertThat(issuerOf(DEVICE)).startsWith("low:");
        assertThat(issuerOf(DEVICE, LOW, MIDDLE, ROOT)).startsWith("low:");
    }

    @Test
    void missingIntermediateIsRefused() {
        // given
        register("root", ROOT);
        // then
        assertThat(refusal(DEVICE, LOW, ROOT)).contains("does not lead to a registered");
    }

    @Test
    void chainOfAnotherAuthorityIsRefused() {
        // given
        register("other", Maker.root("Other"));
        register("same-name", Maker.root("Root"));
        // then
        assertThat(refusal(DEVICE, LOW, MIDDLE, ROOT)).contains("does not lead to a registered");
    }

    @Test
    void authorityThatIsNotVerifiedDoesNotCount() {
        // given
        store.insert(authority("root", ROOT, new Possession.Challenged("CODE"))).await().indefinitely();
        // then
        assertThat(refusal(DEVICE, LOW, MIDDLE)).contains("'root' is registered but not verified");
    }

    @Test
    void verifiedRegistrationOfTheSameAuthorityIsPreferred() {
        // given
        store.insert(authority("a", ROOT, new Possession.Unproven())).await().indefinitely();
        register("b", ROOT);
        // then
        assertThat(issuerOf(DEVICE, LOW, MIDDLE)).startsWith("b:");
    }

    @Test
    void forgedSignatureIsRefused() {
        // given
        register("root", ROOT);
        // then
        assertThat(refusal(Maker.named("dev1").forged(ROOT))).contains("does not lead to a registered");
    }

    @Test
    void selfSignedCertificateIsRefused() {
        // given
        register("root", ROOT);
        // then
        assertThat(refusal(Maker.named("dev1").selfSigned())).contains("does not lead to a registered");
        assertThat(refusal(Maker.root("Root"))).contains("does not lead to a registered");
    }

    @Test
    void everyCertificateMustBeValidNow() {
        // given
        register("root", ROOT);
        Holder oldMiddle = Maker.named("Old").authority().expired().signedBy(ROOT);
        // then
        assertThat(refusal(Maker.named("dev1").expired().signedBy(ROOT))).isEqualTo("the certificate presented is expired");
        assertThat(refusal(Maker.named("dev1").notYetValid().signedBy(ROOT))).contains("presented is not valid yet");
        assertThat(refusal(Maker.device("dev1", oldMiddle), oldMiddle)).isEqualTo("certificate 1 above it is expired");
    }

    @Test
    void expiredAuthorityVouchesForNobody() {
        // given
        Holder old = Maker.named("Old").authority().expired().selfSigned();
        register("old", old);
        // then
        assertThat(refusal(Maker.device("dev1", old))).contains("authority 'old' is not valid now");
    }

    @Test
    void validityIsAskedOfTheClock() {
        // given
        register("root", ROOT);
        Clock inAWeek = Clock.fixed(Instant.now().plus(Duration.ofDays(7)), ZoneOffset.UTC);
        RegisteredTrust trust = new RegisteredTrust(registered, RevocationFixture.off(), rules, inAWeek);
        // then
        assertThat(refusal(trust, DEVICE, LOW, MIDDLE)).contains("not valid now");
    }

    @Test
    void issuerMustBeAnAuthority() {
        // given
        register("root", ROOT);
        Holder noAuthority = Maker.named("dev2").signedBy(ROOT);
        Holder mayNotSign = Maker.named("Weak").basicConstraints(new BasicConstraints(true))
                .keyUsage(KeyUsage.digitalSignature).signedBy(ROOT);
        // then
        assertThat(refusal(Maker.device("dev1", noAuthority), noAuthority)).contains("is not that of an authority");
        assertThat(refusal(Maker.device("dev1", mayNotSign), mayNotSign)).contains("may not be used for this");
    }

    @Test
    void pathLengthsAreKept() {
        // given
        Holder flat = Maker.named("Flat").basicConstraints(new BasicConstraints(0)).selfSigned();
        Holder below = Maker.intermediate("Below", flat);
        register("flat", flat);
        register("root", ROOT);
        Holder narrow = Maker.named("Narrow").basicConstraints(new BasicConstraints(0)).signedBy(ROOT);
        Holder tooDeep = Maker.intermediate("Deep", narrow);
        // then
        assertThat(issuerOf(Maker.device("dev1", flat))).startsWith("flat:");
        assertThat(refusal(Maker.device("dev1", below), below)).contains("'flat' does not allow so many");
        assertThat(refusal(Maker.device("dev1", tooDeep), tooDeep, narrow)).contains("deeper than an authority");
    }

    @Test
    void certificateOfAnAuthorityIsNoDevices() {
        // given
        register("root", ROOT);
        // then
        assertThat(refusal(MIDDLE)).contains("that of an authority, not of a device");
        assertThat(refusal(ROOT)).contains("that of an authority, not of a device");
    }

    @Test
    void usageMustAllowClientAuthentication() {
        // given
        register("root", ROOT);
        // then
        assertThat(issuerOf(Maker.named("dev1").keyUsage(KeyUsage.digitalSignature)
                .extendedKeyUsage(KeyPurposeId.id_kp_clientAuth).signedBy(ROOT))).startsWith("root:");
        assertThat(refusal(Maker.named("dev1").extendedKeyUsage(KeyPurposeId.id_kp_serverAuth).signedBy(ROOT))).isNotEmpty();
        assertThat(refusal(Maker.named("dev1").keyUsage(KeyUsage.keyAgreement).signedBy(ROOT))).isNotEmpty();
    }

    @Test
    void weakAlgorithmsAreRefused() {
        // given
        register("root", ROOT);
        // then
        assertThat(refusal(Maker.named("dev1").digest("SHA1").signedBy(ROOT))).contains("signed with SHA1");
        assertThat(refusal(Maker.named("dev1").rsa(1024).signedBy(ROOT))).contains("RSA key has fewer than 2048");
        assertThat(issuerOf(Maker.named("dev1").rsa(2048).signedBy(ROOT))).startsWith("root:");
    }

    @Test
    void weakDigestInParametersIsSeen() {
        // given
        Holder rsa = Maker.named("Pss").authority().rsa(2048).selfSigned();
        register("pss", rsa);
        // then
        assertThat(refusal(Maker.named("dev1").signature("SHA1withRSAandMGF1").signedBy(rsa))).contains("digest SHA-1");
        assertThat(issuerOf(Maker.named("dev1").signature("SHA256withRSAandMGF1").signedBy(rsa))).startsWith("pss:");
    }

    @Test
    void keysThatCostTooMuchAreNotTried() {
        // given
        register("root", ROOT);
        Holder costly = Maker.named("Costly").authority().rsaWithLongExponent().signedBy(ROOT);
        // then
        assertThat(refusal(Maker.device("dev1", costly), costly)).contains("does not lead to a registered");
    }

    @Test
    void unknownCriticalExtensionIsRefused() {
        // given
        register("root", ROOT);
        Holder odd = Maker.named("dev1").with(new ASN1ObjectIdentifier("1.2.3.4.5"), true, DERNull.INSTANCE).signedBy(ROOT);
        // then
        assertThat(refusal(odd)).contains("critical extension");
    }

    @Test
    void hugeChainIsRefusedUnread() {
        // given
        register("root", ROOT);
        List<Holder> chain = new ArrayList<>(List.of(DEVICE, LOW, MIDDLE));
        while (chain.size() < 9) {
            chain.add(ROOT);
        }
        // then
        assertThat(refusal(chain.toArray(Holder[]::new))).contains("1 to 8 certificates, not 9");
        assertThat(refusal()).contains("1 to 8 certificates, not 0");
    }

    @Test
    void certificatesThatSignEachOtherEnd() {
        // given
        register("root", ROOT);
        Holder one = Maker.root("One");
        Holder two = Maker.intermediate("Two", one);
        Holder again = new Holder(Maker.intermediate("One", two).certificate(), one.key());
        // then
        assertThat(refusal(Maker.device("dev1", one), one, two, again)).contains("does not lead to a registered");
    }

    @Test
    void authoritiesAreReadOnceUntilTheyChange() {
        // given
        register("root", ROOT);
        issuerOf(DEVICE, LOW, MIDDLE);
        String issuer = issuerOf(DEVICE, LOW, MIDDLE);
        assertThat(store.reads()).isEqualTo(1);
        // when
        store.delete("root", new ETag("e")).await().indefinitely();
        trust().refresh().await().indefinitely();
        // then
        assertThat(trust().stands(issuer)).isFalse();
        assertThat(refusal(DEVICE, LOW, MIDDLE)).contains("does not lead to a registered");
    }

    @Test
    void deniedAuthorityVouchesForNobodyAlsoWhenItIsNotShown() {
        // given
        register("low", LOW);
        assertThat(issuerOf(DEVICE)).startsWith("low:");
        // when
        DeniedCertificate low = new DeniedCertificate.Thumbprint(CertificateMarks.of(LOW.certificate()).sha1());
        storedRules.change(present -> new AccessRules(present.rules().switches(), present.rules().devices(),
                DeniedCertificates.of(List.of(low)), present.rules().network())).await().indefinitely();
        readRules();
        // then
        assertThat(refusal(DEVICE)).contains("list of denied certificates");
    }

    @Test
    void sameNameWithAnotherCertificateIsAnotherAuthority() {
        // given
        register("ca", ROOT);
        String issuer = issuerOf(DEVICE, LOW, MIDDLE);
        // when
        store.update(authority("ca", Maker.root("Root"), new Possession.Verified()), new ETag("e")).await().indefinitely();
        trust().refresh().await().indefinitely();
        // then
        assertThat(trust().stands(issuer)).isFalse();
    }

    private void register(String name, Holder holder) {
        store.insert(authority(name, holder, new Possession.Verified())).await().indefinitely();
    }

    private static CertificateAuthority authority(String name, Holder holder, Possession possession) {
        return new CertificateAuthority(name, holder.certificate(), possession, new ETag("e"), Instant.EPOCH, Instant.EPOCH);
    }

    private RegisteredTrust trust() {
        return new RegisteredTrust(registered, RevocationFixture.off(), rules, Clock.systemUTC());
    }

    private String issuerOf(Holder... chain) {
        return trust().issuerOf(certificates(chain)).await().atMost(Duration.ofSeconds(10));
    }

    private String refusal(Holder... chain) {
        return refusal(trust(), chain);
    }

    private static String refusal(RegisteredTrust trust, Holder... chain) {
        HubException refusal = catchThrowableOfType(HubException.class,
                () -> trust.issuerOf(certificates(chain)).await().atMost(Duration.ofSeconds(10)));
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.IOT_HUB_UNAUTHORIZED);
        return refusal.detail();
    }

    private static List<X509Certificate> certificates(Holder... chain) {
        return Stream.of(chain).map(Holder::certificate).toList();
    }
}
