package io.nave.hub.methods;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodAnswer.Refusal;
import io.nave.hub.connections.MethodAnswer.Result;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.guessing.Delays;
import io.nave.hub.identity.Addressees;
import io.nave.hub.monitoring.HubEvent.MethodEnded;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Has a device carry out a direct method, now or not at all (semantics §6.1). From any thread; completes on any thread. */
@Singleton
public final class MethodService {

    /** A device that connects to another replica is noticed at once, but not when it begins to take methods there. */
    private static final Duration POLL = Duration.ofMillis(500);

    /** What is reported of a call whose caller went away. */
    private static final String ABANDONED = "abandoned";

    private final Addressees addressees;
    private final MethodDelivery delivery;
    private final MethodArrivals arrivals;
    private final Delays delays;
    private final Clock clock;
    private final HubMonitor monitor;
    private final MethodLimits limits;
    private final AtomicInteger pending = new AtomicInteger();

    MethodService(Addressees addressees, MethodDelivery delivery, MethodArrivals arrivals, Delays delays, Clock clock,
            HubMonitor monitor, MethodLimits limits) {
        this.addressees = addressees;
        this.delivery = delivery;
        this.arrivals = arrivals;
        this.delays = delays;
        this.clock = clock;
        this.monitor = monitor;
        this.limits = limits;
    }

    /**
     * What the device answered, within the two time-outs together. Fails with DEVICE_NOT_FOUND, also when it is disabled,
     * MODULE_NOT_FOUND, DEVICE_NOT_ONLINE, GATEWAY_TIMEOUT, DEVICE_CONNECTION_CLOSED_REMOTELY,
     * DEVICE_MAXIMUM_INFLIGHT_METHOD_EXCEEDED, MESSAGE_TOO_LARGE or INVALID_RESPONSE for what the device answered,
     * THROTTLE_BACKLOG_LIMIT_EXCEEDED, or SERVICE_UNAVAILABLE. Cancelling it forgets the call; the device is not told.
     */
    public Uni<Result> invoke(MethodCall call) {
        return Uni.createFrom().deferred(() -> reported(call, clock.instant()));
    }

    private Uni<Result> reported(MethodCall call, Instant start) {
        return admitted(call, start)
                .onTermination().invoke((result, failure, gone) -> report(call, start, gone ? ABANDONED : outcome(failure)));
    }

    private Uni<Result> admitted(MethodCall call, Instant start) {
        if (pending.incrementAndGet() > limits.maxPending()) {
            pending.decrementAndGet();
            return Uni.createFrom().failure(new HubException(ErrorCode.THROTTLE_BACKLOG_LIMIT_EXCEEDED,
                    "Too many methods are pending, try again later"));
        }
        return whenOnline(call, start.plus(call.connectTimeout())).onTermination().invoke(pending::decrementAndGet);
    }

    private Uni<Result> whenOnline(MethodCall call, Instant deadline) {
        return Uni.createFrom().deferred(() -> delivery.attempt(call.client(), call.request()))
                .map(MethodService::result)
                .onFailure(MethodService::isNotOnline).retry().when(refusals -> arrivals(call, deadline, refusals));
    }

    private static Result result(MethodAnswer answer) {
        return switch (answer) {
            case Result result -> result;
            case Refusal refusal -> throw new HubException(refusal.code(), refusal.detail());
        };
    }

    private static boolean isNotOnline(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code() == ErrorCode.DEVICE_NOT_ONLINE;
    }

    /**
     * Something for each time that it is worth another attempt; the refusal itself when the time is up. The registry is asked
     * only
     * here: what is connected is known and enabled, or it would have been cut.
     */
    private Multi<Boolean> arrivals(MethodCall call, Instant deadline, Multi<Throwable> refusals) {
        return refusals.onItem().transformToUniAndConcatenate(refusal -> arrivalOfKnown(call, deadline, refusal));
    }

    private Uni<Boolean> arrivalOfKnown(MethodCall call, Instant deadline, Throwable refusal) {
        return addressees.generationOf(call.client()).chain(() -> arrival(call, deadline, refusal));
    }

    private Uni<Boolean> arrival(MethodCall call, Instant deadline, Throwable refusal) {
        Duration left = Duration.between(clock.instant(), deadline);
        if (!left.isPositive()) {
            return Uni.createFrom().failure(refusal);
        }
        return Uni.join().first(arrivals.next(call.client()), delays.after(left.compareTo(POLL) < 0 ? left : POLL))
                .toTerminate().replaceWith(true);
    }

    private void report(MethodCall call, Instant start, String outcome) {
        monitor.report(new MethodEnded(call.client(), outcome, Duration.between(start, clock.instant()).toNanos()));
    }

    private static String outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return "answered";
        }
        return failure instanceof HubException refusal ? refusal.code().wireName() : ErrorCode.SERVER_ERROR.wireName();
    }
}
