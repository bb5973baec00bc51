package io.nave.hub.revocation;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.revocation.AnswerCache.Kept;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * What the servers of authorities have answered, kept on this replica. A list is kept until its next update, but at least
 * {@link #SHORTEST} and at most {@link #LONGEST}; an OCSP answer at most {@link #LONGEST}, and not beyond the moment at which
 * it
 * no longer decides anything. Lists are read on a worker thread, where callers go on.
 */
@Singleton
final class RevocationAnswers {

    static final Duration SHORTEST = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofHours(1);

    /** A list takes some ten times its length in memory: room for a very long one and a few others. */
    private static final long MAX_LISTS = 16L * 1024 * 1024;
    private static final long MAX_ANSWERS = 16L * 1024 * 1024;

    private final RevocationSource source;
    private final Clock clock;
    private final AnswerCache<URI, X509CRL> lists;
    private final AnswerCache<Question, byte[]> answers;

    /** Who is asked about which certificate. */
    record Question(URI responder, IssuedCertificate link) {
    }

    RevocationAnswers(RevocationSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
        this.lists = new AnswerCache<>(MAX_LISTS, clock);
        this.answers = new AnswerCache<>(MAX_ANSWERS, clock);
    }

    Uni<X509CRL> list(URI address) {
        return lists.get(address, () -> source.list(address)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(this::read));
    }

    Uni<byte[]> answer(Question question) {
        return answers.get(question, () -> source.ask(question.responder(), OcspRequest.of(question.link()))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(this::kept));
    }

    /** An answer that does not decide is asked for again the next time. */
    void forget(Question question) {
        answers.forget(question);
    }

    private Kept<byte[]> kept(byte[] answer) {
        return new Kept<>(answer, clock.instant().plus(LONGEST), answer.length + 1);
    }

    private Kept<X509CRL> read(byte[] bytes) {
        try {
            X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(bytes));
            return new Kept<>(list, keptUntil(list.getNextUpdate()), bytes.length + 1);
        } catch (CRLException | CertificateException | RuntimeException e) {
            throw new HubException(ErrorCode.SERVICE_UNAVAILABLE, "What was fetched is not a revocation list", e);
        }
    }

    private Instant keptUntil(@Nullable Date nextUpdate) {
        Instant now = clock.instant();
        Instant next = nextUpdate == null ? now : nextUpdate.toInstant();
        Instant earliest = now.plus(SHORTEST);
        Instant latest = now.plus(LONGEST);
        return next.isBefore(earliest) ? earliest : next.isAfter(latest) ? latest : next;
    }
}
