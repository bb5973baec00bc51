package io.nave.devicebound;

import java.util.concurrent.CompletableFuture;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** How a call ended for whoever made it. */
sealed interface Reply {

    /** The engine or the hub was away: it may have been done or not. */
    record Unseen() implements Reply {
    }

    /** It was not done. */
    record Refused(ErrorCode code) implements Reply {
    }

    /** It was done. */
    record Seen(Object value) implements Reply {
    }

    /** As it stands now; fails when it ended in a way that no call may end. */
    static Reply of(CompletableFuture<?> call) {
        return switch (call.state()) {
            case RUNNING, CANCELLED -> new Unseen();
            case SUCCESS -> new Seen(call.resultNow());
            case FAILED -> failed(call.exceptionNow());
        };
    }

    private static Reply failed(Throwable failure) {
        if (!(failure instanceof HubException refusal)) {
            throw new AssertionError("A call ended with " + failure, failure);
        }
        return refusal.code() == ErrorCode.SERVICE_UNAVAILABLE ? new Unseen() : new Refused(refusal.code());
    }
}
