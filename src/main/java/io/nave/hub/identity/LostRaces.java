package io.nave.hub.identity;

import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ETag;
import io.smallrye.mutiny.Uni;

/** An unconditional change is tried again when somebody else was faster; a conditional one is lost. */
final class LostRaces {

    private static final int RETRIES = 10;

    private LostRaces() {
    }

    static <T> Uni<T> retry(Uni<T> attempt, Optional<ETag> expected) {
        return expected.isPresent() ? attempt : attempt.onFailure(LostRaces::isLost).retry().atMost(RETRIES);
    }

    private static boolean isLost(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code() == ErrorCode.PRECONDITION_FAILED;
    }
}
