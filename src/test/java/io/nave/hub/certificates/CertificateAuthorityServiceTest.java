package io.nave.hub.certificates;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.certificates.Holder;
import io.nave.certificates.Maker;
import io.nave.certificates.MovedClock;
import io.nave.hub.certificates.CertificateAuthority.Possession;
import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ETag;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The life of a registered authority (semantics §9.3). */
class CertificateAuthorityServiceTest {

    private static final Holder ROOT = Maker.root("Root");
    private static final Optional<ETag> ANY = Optional.empty();

    private final InMemoryCertificateAuthorityStore store = new InMemoryCertificateAuthorityStore();
    private final List<AccessChange> reviewed = new ArrayList<>();
    private final InMemoryNodeMessenger messenger = new InMemoryNodeMessenger();
    private final MovedClock clock = new MovedClock();
    private final CertificateAuthorityService service = new CertificateAuthorityService(store, new PossessionProof(),
            new AccessChanges(this::review, messenger, event -> {
            }), clock);

    @Test
    void uploadedAuthorityProvesPossessionWithItsCode() {
        // given
        CertificateAuthority uploaded = await(service.create("root", ROOT.pem(), false));
        assertThat(uploaded.possession()).isEqualTo(new Possession.Unproven());
        // when
        CertificateAuthority challenged = await(service.challenge("root", Optional.of(uploaded.etag())));
        String code = ((Possession.Challenged) challenged.possession()).code();
        CertificateAuthority verified = await(service.verify("root", Maker.device(code, ROOT).pem(), ANY));
        // then
        assertThat(code).matches("[0-9A-F]{48}");
        assertThat(verified.isVerified()).isTrue();
        assertThat(List.of(uploaded.etag(), challenged.etag(), verified.etag())).doesNotHaveDuplicates();
        assertThat(await(service.get("root"))).isEqualTo(verified);
        assertThat(await(service.list())).containsExactly(verified);
    }

    @Test
    void wrongProofsAreRefused() {
        // given
        await(service.create("root", ROOT.pem(), false));
        Holder pretender = Maker.root("Root");
        assertThat(refusal(service.verify("root", Maker.device("x", ROOT).pem(), ANY)).code())
                .isEqualTo(ErrorCode.INVALID_OPERATION);
        String old = code(await(service.challenge("root", ANY)));
        String code = code(await(service.challenge("root", ANY)));
        // then
        assertThat(proofRefusal(Maker.device(old, ROOT))).contains("not the verification code");
        assertThat(proofRefusal(Maker.device(code.toLowerCase(java.util.Locale.ROOT), ROOT)))
                .contains("not the verification code");
        assertThat(proofRefusal(Maker.device(code, pretender))).contains("not signed by the authority");
        assertThat(proofRefusal(Maker.named(code).selfSigned())).contains("not signed by the authority");
        assertThat(proofRefusal(Maker.named(code).expired().signedBy(ROOT))).contains("not valid now");
        assertThat(await(service.get("root")).isVerified()).isFalse();
    }

    @Test
    void verifiedAuthorityIsNotChallengedAgain() {
        // given
        await(service.create("root", ROOT.pem(), true));
        // then
        assertThat(refusal(service.challenge("root", ANY)).code()).isEqualTo(ErrorCode.INVALID_OPERATION);
        assertThat(refusal(service.verify("root", Maker.device("x", ROOT).pem(), ANY)).code())
                .isEqualTo(ErrorCode.INVALID_OPERATION);
    }

    @Test
    void etagsAreHeldAgainstEveryChange() {
        // given
        await(service.create("root", ROOT.pem(), false));
        Optional<ETag> stale = Optional.of(new ETag("stale"));
        // then
        for (Uni<?> change : List.of(service.challenge("root", stale), service.replace("root", ROOT.pem(), true, stale),
                service.delete("root", stale), service.verify("root", ROOT.pem(), stale))) {
            assertThat(refusal(change).code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        }
        assertThat(refusal(service.create("root", ROOT.pem(), false)).code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(refusal(service.replace("absent", ROOT.pem(), true, ANY)).code()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND);
        assertThat(refusal(service.delete("absent", ANY)).code()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND);
    }

    @Test
    void replacedAuthorityHasToBeVerifiedAnew() {
        // given
        CertificateAuthority before = await(service.create("root", ROOT.pem(), true));
        clock.advance(Duration.ofMinutes(1));
        // then
        assertThat(await(service.replace("root", ROOT.pem(), false, ANY)).isVerified()).isTrue();
        CertificateAuthority after = await(service.replace("root", Maker.root("Root").pem(), false, ANY));
        assertThat(after.isVerified()).isFalse();
        assertThat(after.created()).isEqualTo(before.created());
        assertThat(after.updated()).isAfter(before.updated());
        assertThat(await(service.replace("root", Maker.root("Root").pem(), true, ANY)).isVerified()).isTrue();
    }

    @Test
    void whatLosesTrustIsReviewedOnEveryReplica() {
        // given
        String mark = await(service.create("root", ROOT.pem(), true)).mark();
        reviewed.clear();
        int told = messenger.told().size();
        // when
        await(service.delete("root", ANY));
        // then
        assertThat(reviewed).containsExactly(new AccessChange.Authority(mark));
        assertThat(messenger.told()).hasSize(told + 1);
    }

    @Test
    void certificateIsTakenInEveryForm() {
        assertThat(await(service.create("pem", ROOT.pem(), false)).certificate()).isEqualTo(ROOT.certificate());
        assertThat(await(service.create("der", ROOT.base64(), false)).certificate()).isEqualTo(ROOT.certificate());
        String wrapped = Base64.getEncoder().encodeToString(ROOT.pem().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(await(service.create("base64-of-pem", wrapped, false)).certificate()).isEqualTo(ROOT.certificate());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "hello", "MIIB", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "\u0000\u0001" })
    void garbageIsRefused(String text) {
        assertThat(refusal(service.create("root", text, false)).code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
    }

    @Test
    void severalCertificatesOrTooMuchAreRefused() {
        assertThat(uploadRefusal(Holder.chainPem(ROOT, Maker.root("Other")))).contains("one certificate, not 2");
        assertThat(uploadRefusal("A".repeat(40_000))).contains("longer than");
    }

    @Test
    void whatCannotBeAnAuthorityIsRefused() {
        NameConstraints names = new NameConstraints(new GeneralSubtree[] { new GeneralSubtree(
                new GeneralName(GeneralName.dNSName, "example.com")) }, null);
        assertThat(uploadRefusal(Maker.named("dev1").selfSigned().pem())).contains("do not say that it is a CA");
        assertThat(uploadRefusal(Maker.named("x").basicConstraints(new BasicConstraints(true))
                .keyUsage(KeyUsage.digitalSignature).selfSigned().pem())).contains("does not include signing certificates");
        assertThat(uploadRefusal(Maker.named("x").authority().expired().selfSigned().pem())).contains("is expired");
        assertThat(uploadRefusal(Maker.named("x").authority().rsa(1024).selfSigned().pem())).contains("fewer than 2048 bits");
        assertThat(uploadRefusal(Maker.named("x").authority().with(Extension.nameConstraints, true, names).selfSigned().pem()))
                .contains("constraints that are not supported");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "a b", "a/b", "ü", "a:b",
            "x234567890123456789012345678901234567890123456789012345678901234y" })
    void wrongNamesAreRefused(String name) {
        assertThat(refusal(service.create(name, ROOT.pem(), false)).code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
    }

    private String proofRefusal(Holder proof) {
        HubException refusal = refusal(service.verify("root", proof.pem(), ANY));
        assertThat(refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
        return refusal.detail();
    }

    private String uploadRefusal(String text) {
        HubException refusal = refusal(service.create("upload", text, true));
        assertThat(refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
        return refusal.detail();
    }

    private static String code(CertificateAuthority challenged) {
        return ((Possession.Challenged) challenged.possession()).code();
    }

    private Uni<Void> review(AccessChange change) {
        reviewed.add(change);
        return Uni.createFrom().voidItem();
    }

    private static HubException refusal(Uni<?> change) {
        HubException refusal = catchThrowableOfType(HubException.class, () -> await(change));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }
}
