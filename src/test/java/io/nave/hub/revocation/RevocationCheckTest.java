package io.nave.hub.revocation;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.nave.certificates.Holder;
import io.nave.certificates.Maker;
import io.nave.certificates.Revocations;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.monitoring.HubEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import static io.nave.hub.revocation.RevocationMode.FAIL_CLOSED;
import static io.nave.hub.revocation.RevocationMode.FAIL_OPEN;
import static io.nave.hub.revocation.RevocationMode.OFF;
import static org.assertj.core.api.Assertions.assertThat;

/** Revocation by lists and by OCSP, and what happens when nobody answers. */
class RevocationCheckTest {

    private static final String LIST = "http://ca.test/root.crl";
    private static final String RESPONDER = "http://ca.test/ocsp";
    private static final Holder ROOT = Maker.root("Root");
    private static final Holder BY_LIST = Maker.named("dev1").list(LIST).signedBy(ROOT);
    private static final Holder BY_RESPONDER = Maker.named("dev1").responder(RESPONDER).signedBy(ROOT);
    private static final Holder BY_BOTH = Maker.named("dev1").list(LIST).responder(RESPONDER).signedBy(ROOT);
    private static final Instant NOW = Instant.now();

    private final RevocationFixture servers = new RevocationFixture();

    @ParameterizedTest
    @EnumSource(names = { "FAIL_OPEN", "FAIL_CLOSED" })
    void certificateOnItsIssuersListIsRefused(RevocationMode mode) {
        // given
        servers.serve(LIST, Revocations.list(ROOT, NOW, BY_LIST.certificate()));
        // then
        assertThat(outcome(mode, BY_LIST)).isEqualTo(ErrorCode.IOT_HUB_UNAUTHORIZED.name());
    }

    @ParameterizedTest
    @EnumSource(names = { "FAIL_OPEN", "FAIL_CLOSED" })
    void certificateNotOnTheListIsGood(RevocationMode mode) {
        // given
        servers.serve(LIST, Revocations.list(ROOT, NOW, Maker.device("dev2", ROOT).certificate()));
        // then
        assertThat(outcome(mode, BY_LIST)).isEqualTo("good");
        assertThat(servers.events).isEmpty();
    }

    @Test
    void listThatIsOutOfDateDecidesNothing() {
        // given
        servers.serve(LIST, Revocations.list(ROOT, NOW.minus(Duration.ofDays(1)), BY_LIST.certificate()));
        // then
        assertThat(bothModes(BY_LIST)).containsExactly("good", "SERVICE_UNAVAILABLE");
    }

    @Test
    void listThatCannotBeFetchedDecidesNothingAndIsReported() {
        assertThat(bothModes(BY_LIST)).containsExactly("good", "SERVICE_UNAVAILABLE");
        assertThat(servers.events).allMatch(HubEvent.BackgroundFailure.class::isInstance).hasSize(2);
        assertThat(servers.events.getFirst().toString()).contains("ca.test");
    }

    @Test
    void listOfAnotherSignerDecidesNothing() {
        // given
        Holder pretender = Maker.root("Root");
        servers.serve(LIST, Revocations.list(pretender, NOW, BY_LIST.certificate()));
        // then
        assertThat(bothModes(BY_LIST)).containsExactly("good", "SERVICE_UNAVAILABLE");
    }

    @Test
    void garbageDecidesNothing() {
        // given
        servers.serve(LIST, new byte[] { 0x30, (byte) 0x84, 1, 2, 3 });
        servers.serve(RESPONDER, "<html>".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        // then
        assertThat(bothModes(BY_BOTH)).containsExactly("good", "SERVICE_UNAVAILABLE");
    }

    @Test
    void listOfAnIssuerThatMayNotSignListsDecidesNothing() {
        // given
        Holder issuer = Maker.named("No lists").basicConstraints(new org.bouncycastle.asn1.x509.BasicConstraints(true))
                .keyUsage(KeyUsage.keyCertSign).selfSigned();
        Holder device = Maker.named("dev1").list(LIST).signedBy(issuer);
        servers.serve(LIST, Revocations.list(issuer, NOW, device.certificate()));
        // then
        assertThat(outcome(FAIL_OPEN, device, issuer)).isEqualTo("good");
        assertThat(outcome(FAIL_CLOSED, device, issuer)).isEqualTo("SERVICE_UNAVAILABLE");
    }

    @ParameterizedTest
    @EnumSource(names = { "FAIL_OPEN", "FAIL_CLOSED" })
    void responderSaysRevoked(RevocationMode mode) {
        // given
        serveAnswer(Revocations.answer(ROOT, BY_RESPONDER.certificate(), Revocations.REVOKED, NOW));
        // then
        assertThat(outcome(mode, BY_RESPONDER)).isEqualTo(ErrorCode.IOT_HUB_UNAUTHORIZED.name());
    }

    @ParameterizedTest
    @EnumSource(names = { "FAIL_OPEN", "FAIL_CLOSED" })
    void responderSaysGoodAndIsAskedTheRightQuestion(RevocationMode mode) {
        // given
        servers.serve(RESPONDER, request -> {
            assertThat(Revocations.asksFor(request, ROOT, BY_RESPONDER.certificate())).isTrue();
            return Uni.createFrom().item(Revocations.answer(ROOT, BY_RESPONDER.certificate(), Revocations.GOOD, NOW));
        });
        // then
        assertThat(outcome(mode, BY_RESPONDER)).isEqualTo("good");
        assertThat(servers.events).isEmpty();
    }

    @Test
    void questionsOfEveryLengthAreRight() {
        // given an issuer with a long key and a certificate with a negative-looking serial number
        Holder rsa = Maker.of("CN=R" + ",OU=0123456789012345678901234567890123456789".repeat(8)).authority().rsa(4096)
                .selfSigned();
        Holder device = Maker.named("dev1").serial(0xFF).responder(RESPONDER).signedBy(rsa);
        // when
        byte[] request = OcspRequest.of(new IssuedCertificate(device.certificate(), rsa.certificate()));
        // then
        assertThat(Revocations.asksFor(request, rsa, device.certificate())).isTrue();
    }

    @Test
    void answerThatSaysUnknownOrIsOldOrOfAnotherDecidesNothing() {
        for (byte[] answer : List.of(
                Revocations.answer(ROOT, BY_RESPONDER.certificate(), Revocations.UNKNOWN, NOW),
                Revocations.answer(ROOT, BY_RESPONDER.certificate(), Revocations.REVOKED, NOW.minus(Duration.ofDays(1))),
                Revocations.answer(Maker.root("Root"), BY_RESPONDER.certificate(), Revocations.REVOKED, NOW),
                Revocations.answer(ROOT, BY_LIST.certificate(), Revocations.GOOD, NOW))) {
            serveAnswer(answer);
            assertThat(bothModes(BY_RESPONDER)).containsExactly("good", "SERVICE_UNAVAILABLE");
        }
    }

    @Test
    void responderThatIsAwayDecidesNothing() {
        assertThat(bothModes(BY_RESPONDER)).containsExactly("good", "SERVICE_UNAVAILABLE");
    }

    @Test
    void listIsLookedAtWhenTheResponderDoesNotDecide() {
        // given
        servers.serve(LIST, Revocations.list(ROOT, NOW, BY_BOTH.certificate()));
        // then
        assertThat(bothModes(BY_BOTH)).containsOnly(ErrorCode.IOT_HUB_UNAUTHORIZED.name());
        // when
        serveAnswer(Revocations.answer(ROOT, BY_BOTH.certificate(), Revocations.GOOD, NOW));
        // then
        assertThat(outcome(FAIL_CLOSED, BY_BOTH)).isEqualTo("good");
    }

    @Test
    void intermediatesAreAskedAboutToo() {
        // given
        Holder middle = Maker.named("Middle").authority().list(LIST).signedBy(ROOT);
        servers.serve(LIST, Revocations.list(ROOT, NOW, middle.certificate()));
        // then
        assertThat(outcome(FAIL_OPEN, Maker.device("dev1", middle), middle, ROOT))
                .isEqualTo(ErrorCode.IOT_HUB_UNAUTHORIZED.name());
    }

    @Test
    void nobodyIsAskedWhenItIsOffOrTheCertificateNamesNobody() {
        // when
        String off = outcome(OFF, BY_BOTH);
        String named = outcome(FAIL_CLOSED, Maker.device("dev1", ROOT));
        // then
        assertThat(off).isEqualTo("good");
        assertThat(named).isEqualTo("good");
        assertThat(servers.asked).isEmpty();
    }

    @Test
    void onlyWebAddressesAreAsked() {
        for (String address : List.of("ldap://ca.test/x", "file:///etc/passwd", "http://", "jar:http://ca.test/x",
                "not an address",
                "http://user@ca.test/x")) {
            Holder device = Maker.named("dev1").list(address).signedBy(ROOT);
            assertThat(outcome(FAIL_CLOSED, device)).as(address).isEqualTo("SERVICE_UNAVAILABLE");
        }
        assertThat(servers.asked).isEmpty();
    }

    @Test
    void oneFetchIsInFlightPerListAndItsAnswerIsKept() {
        // given
        List<UniEmitter<? super byte[]>> waiting = new java.util.concurrent.CopyOnWriteArrayList<>();
        servers.serve(LIST, request -> Uni.createFrom().emitter(waiting::add));
        RevocationCheck check = servers.check(FAIL_CLOSED, Clock.systemUTC());
        var first = check.require(path(BY_LIST, ROOT)).subscribe().asCompletionStage();
        var second = check.require(path(BY_BOTH, ROOT)).subscribe().asCompletionStage();
        // when
        waiting.getFirst().complete(Revocations.list(ROOT, NOW));
        first.join();
        second.join();
        check.require(path(BY_LIST, ROOT)).await().indefinitely();
        // then
        assertThat(servers.asked).filteredOn(URI.create(LIST)::equals).hasSize(1);
    }

    @Test
    void answerThatDecidesIsKeptAndAnotherIsNot() {
        // given
        RevocationCheck check = servers.check(FAIL_OPEN, Clock.systemUTC());
        serveAnswer(Revocations.answer(ROOT, BY_RESPONDER.certificate(), Revocations.UNKNOWN, NOW));
        check.require(path(BY_RESPONDER, ROOT)).await().indefinitely();
        serveAnswer(Revocations.answer(ROOT, BY_RESPONDER.certificate(), Revocations.GOOD, NOW));
        // when
        check.require(path(BY_RESPONDER, ROOT)).await().indefinitely();
        check.require(path(BY_RESPONDER, ROOT)).await().indefinitely();
        // then
        assertThat(servers.asked).hasSize(2);
    }

    @Test
    void unreadablePointersDecideNothing() {
        // given
        Holder device = Maker.named("dev1").with(Extension.cRLDistributionPoints, false, new DEROctetString(new byte[] { 5 }))
                .signedBy(ROOT);
        Holder partial = Maker.named("dev1").with(Extension.cRLDistributionPoints, false, new CRLDistPoint(
                new DistributionPoint[] { new DistributionPoint(new DistributionPointName(new GeneralNames(
                        new GeneralName(GeneralName.uniformResourceIdentifier, LIST))),
                        new ReasonFlags(ReasonFlags.keyCompromise),
                        null) }))
                .signedBy(ROOT);
        // then
        assertThat(outcome(FAIL_CLOSED, device)).isEqualTo("SERVICE_UNAVAILABLE");
        assertThat(outcome(FAIL_CLOSED, partial)).isEqualTo("SERVICE_UNAVAILABLE");
        assertThat(servers.asked).isEmpty();
    }

    private void serveAnswer(byte[] answer) {
        servers.serve(RESPONDER, answer);
    }

    private List<String> bothModes(Holder device) {
        return List.of(outcome(FAIL_OPEN, device), outcome(FAIL_CLOSED, device));
    }

    private String outcome(RevocationMode mode, Holder device) {
        return outcome(mode, device, ROOT);
    }

    private String outcome(RevocationMode mode, Holder... path) {
        try {
            servers.check(mode, Clock.systemUTC()).require(path(path)).await().atMost(Duration.ofSeconds(10));
            return "good";
        } catch (HubException refusal) {
            return refusal.code().name();
        }
    }

    private static List<java.security.cert.X509Certificate> path(Holder... path) {
        return java.util.stream.Stream.of(path).map(Holder::certificate).toList();
    }
}
