package io.nave.hub.revocation;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.revocation.RevocationAnswers.Question;
import io.smallrye.mutiny.Uni;

/**
 * Refuses certificates that their issuers have revoked, which Azure IoT Hub does not (semantics §9.2, DESIGN §5). Each
 * certificate below the trust anchor that names an OCSP responder or a revocation list is asked about, the responder first; one
 * that names neither is good. To be given paths that are verified already, so that only registered authorities decide which
 * servers are asked. Completes on a worker thread, or at once when nothing is to be asked.
 */
@Singleton
public final class RevocationCheck {

    private final RevocationMode mode;
    private final RevocationAnswers answers;
    private final HubMonitor monitor;
    private final Clock clock;

    RevocationCheck(RevocationMode mode, RevocationAnswers answers, HubMonitor monitor, Clock clock) {
        this.mode = mode;
        this.answers = answers;
        this.monitor = monitor;
        this.clock = clock;
    }

    /**
     * Passes when no certificate of the path (leaf first, trust anchor last) is revoked. Fails with IOT_HUB_UNAUTHORIZED when
     * one is, and, failing closed, with SERVICE_UNAVAILABLE when it cannot be told.
     */
    public Uni<Void> require(List<X509Certificate> path) {
        return mode == RevocationMode.OFF || path.size() < 2 ? Uni.createFrom().voidItem()
                : Uni.join().all(IssuedCertificate.linksOf(path).stream().map(this::require).toList())
                        .andFailFast().replaceWithVoid();
    }

    private Uni<Void> require(IssuedCertificate link) {
        RevocationPointers pointers = RevocationPointers.of(link.certificate());
        return !pointers.given() ? Uni.createFrom().voidItem()
                : byResponders(link, pointers).chain(standing -> orByLists(standing, link, pointers))
                        .invoke(standing -> judge(standing, link)).replaceWithVoid();
    }

    private Uni<Standing> byResponders(IssuedCertificate link, RevocationPointers pointers) {
        return firstThatDecides(pointers.responders(), responder -> ask(new Question(responder, link)));
    }

    private Uni<Standing> orByLists(Standing standing, IssuedCertificate link, RevocationPointers pointers) {
        return standing != Standing.UNKNOWN ? Uni.createFrom().item(standing)
                : firstThatDecides(pointers.lists(), address -> look(address, link));
    }

    private static Uni<Standing> firstThatDecides(List<URI> addresses, Function<URI, Uni<Standing>> by) {
        Uni<Standing> result = Uni.createFrom().item(Standing.UNKNOWN);
        for (URI address : addresses) {
            result = result.chain(standing -> standing == Standing.UNKNOWN ? by.apply(address)
                    : Uni.createFrom().item(standing));
        }
        return result;
    }

    private Uni<Standing> ask(Question question) {
        return answers.answer(question)
                .map(answer -> AnswerVerdict.byAnswer(question.link(), answer, clock.instant()))
                .invoke(standing -> forgetUnless(standing, question))
                .onFailure().recoverWithItem(failure -> unreachable(question.responder(), failure));
    }

    private void forgetUnless(Standing standing, Question question) {
        if (standing == Standing.UNKNOWN) {
            answers.forget(question);
        }
    }

    private Uni<Standing> look(URI address, IssuedCertificate link) {
        return answers.list(address)
                .map(list -> AnswerVerdict.byList(link, list, clock.instant()))
                .onFailure().recoverWithItem(failure -> unreachable(address, failure));
    }

    private Standing unreachable(URI address, Throwable failure) {
        monitor.report(new BackgroundFailure("asking " + address.getHost() + " whether certificates are revoked", failure));
        return Standing.UNKNOWN;
    }

    private void judge(Standing standing, IssuedCertificate link) {
        String serial = link.certificate().getSerialNumber().toString(16);
        if (standing == Standing.REVOKED) {
            throw new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED,
                    "the certificate with serial number " + serial + " is revoked by its issuer");
        }
        if (standing == Standing.UNKNOWN && mode == RevocationMode.FAIL_CLOSED) {
            throw new HubException(ErrorCode.SERVICE_UNAVAILABLE,
                    "nobody could say whether the certificate with serial number " + serial + " is revoked");
        }
    }
}
