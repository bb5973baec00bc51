package io.nave.hub.jobs;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** What a failure means to a job that is carried out. */
public final class JobFailure {

    private JobFailure() {
    }

    /** Fails with CONFLICT when a step was not noted because the claim is lost. */
    public static void requireHeld(boolean held) {
        if (!held) {
            throw new HubException(ErrorCode.CONFLICT, "The job was cancelled, or another replica has taken it");
        }
    }

    /** A store is away, so that nothing is known of the job's worth. */
    public static boolean isOutage(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code() == ErrorCode.SERVICE_UNAVAILABLE;
    }

    /** The hub is to blame and not who ordered the job. */
    public static boolean isOurs(Throwable failure) {
        return !(failure instanceof HubException refusal) || refusal.code().httpStatus() >= 500;
    }

    /** What whoever ordered the job is told. */
    public static String reason(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code() != ErrorCode.SERVER_ERROR
                ? refusal.code().wireName() + ": " + refusal.detail()
                : ErrorCode.SERVER_ERROR.wireName() + ": InternalServerError";
    }
}
