package io.nave.hub.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.guessing.Delays;
import io.nave.hub.guessing.GuessLimits;
import io.nave.hub.guessing.GuessScores;
import io.nave.hub.guessing.RecentSuccesses;
import io.nave.hub.guessing.WaitingFailures;
import io.nave.hub.monitoring.HubEvent.GuessingSuspected;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.network.IpRange;
import io.smallrye.mutiny.Uni;

/**
 * Slows down who guesses credentials, without locking anybody out: an attempt that succeeds is answered at once, whatever
 * happened before; one that fails is answered the later, the more failures count against its subject or its address. An
 * address that is being slowed down may have a bounded number of attempts under way; beyond it they are refused as THROTTLING
 * without being looked at, except those of a subject that has lately succeeded from this very address, for the real device may
 * sit behind the same router. Failures of stores are no guesses. From any thread.
 *
 * <pre>
 *   attempt ─► address slowed down? ── no, or subject known here ─► verify ── right ─► answer at once
 *                      │ yes                                          ▲ └── wrong ─► count, wait, answer
 *                      └─► room? ── yes ──────────────────────────────┘
 *                            └──── no ─► THROTTLING
 * </pre>
 */
@Singleton
public final class GuessGuard {

    /** Of these nobody can tell whether only the secret was wrong. */
    private static final Set<ErrorCode> WRONG = EnumSet.of(ErrorCode.IOT_HUB_UNAUTHORIZED,
            ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS,
            ErrorCode.DEVICE_NOT_FOUND, ErrorCode.MODULE_NOT_FOUND, ErrorCode.DEVICE_DISABLED);
    /** Who has an IPv6 address has all that begin with the same 64 bits. */
    private static final int NETWORK_BYTES = 8;

    private final GuessLimits limits;
    private final Delays delays;
    private final Clock clock;
    private final HubMonitor monitor;
    private final GuessScores subjects;
    private final GuessScores addresses;
    private final RecentSuccesses successes;
    private final WaitingFailures underWay;

    public GuessGuard(GuessLimits limits, Delays delays, Clock clock, HubMonitor monitor) {
        this.limits = limits;
        this.delays = delays;
        this.clock = clock;
        this.monitor = monitor;
        this.subjects = new GuessScores(limits);
        this.addresses = new GuessScores(limits);
        this.successes = new RecentSuccesses(limits);
        this.underWay = new WaitingFailures(limits);
    }

    /**
     * Runs an attempt of a client at this address to be {@code subject}: a device, a module, or the name of a policy. Fails as
     * the attempt does, perhaps later, or with THROTTLING.
     */
    public <T> Uni<T> attempt(Peer peer, String subject, Uni<T> attempt) {
        return limits.enabled() ? guarded(new Guess(network(peer), subject), attempt) : attempt;
    }

    private <T> Uni<T> guarded(Guess guess, Uni<T> attempt) {
        return Uni.createFrom().deferred(() -> {
            Instant now = clock.instant();
            boolean free = !addresses.isSlowed(guess.address, now) || successes.contains(guess.text(), now);
            return free ? verified(guess, attempt) : inTurn(guess, attempt);
        });
    }

    private <T> Uni<T> inTurn(Guess guess, Uni<T> attempt) {
        if (!underWay.enter(guess.address)) {
            monitor.report(new GuessingSuspected(guess.address, guess.subject, true));
            return Uni.createFrom().failure(new HubException(ErrorCode.THROTTLING,
                    "Too many wrong credentials came from this address; try again in a minute"));
        }
        return verified(guess, attempt).onTermination().invoke(() -> underWay.leave(guess.address));
    }

    private <T> Uni<T> verified(Guess guess, Uni<T> attempt) {
        return attempt.invoke(() -> successes.add(guess.text(), clock.instant()))
                .onFailure(GuessGuard::isWrong).recoverWithUni(failure -> late(guess, failure));
    }

    private <T> Uni<T> late(Guess guess, Throwable failure) {
        Instant now = clock.instant();
        Duration forSubject = subjects.failed(guess.subject, now);
        Duration forAddress = addresses.failed(guess.address, now);
        Duration delay = forSubject.compareTo(forAddress) > 0 ? forSubject : forAddress;
        if (delay.isZero()) {
            return Uni.createFrom().failure(failure);
        }
        monitor.report(new GuessingSuspected(guess.address, guess.subject, false));
        return delays.after(delay).chain(() -> Uni.createFrom().failure(failure));
    }

    private static boolean isWrong(Throwable failure) {
        return failure instanceof HubException refusal && WRONG.contains(refusal.code());
    }

    private static String network(Peer peer) {
        return IpRange.address(peer.address()).map(address -> {
            byte[] bytes = address.getAddress();
            return bytes.length > NETWORK_BYTES ? HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES) : address.getHostAddress();
        }).orElse("");
    }

    /** Who is tried from where. Subjects are what clients claim, so their length is bounded. */
    private record Guess(String address, String subject) {

        private static final int MAX_SUBJECT = 300;

        private Guess {
            subject = subject.length() > MAX_SUBJECT ? subject.substring(0, MAX_SUBJECT) : subject;
        }

        private String text() {
            return address + " " + subject;
        }
    }
}
