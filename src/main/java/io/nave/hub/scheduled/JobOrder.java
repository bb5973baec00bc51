package io.nave.hub.scheduled;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;

/**
 * What a back end wants done: {@code condition} says to whom ({@link io.nave.hub.queries.TwinSelections}), {@code startAt} when
 * at the earliest, {@code maxExecution} how long it may take from then on.
 */
public record JobOrder(String id, JobTask task, String condition, Optional<Instant> startAt, Duration maxExecution) {

    /** How long a job may take where its document does not say; what the Node client sends (service-protocols §5.14). */
    public static final Duration DEFAULT_EXECUTION = Duration.ofHours(1);

    private static final Duration LONGEST_EXECUTION = Duration.ofDays(2);
    private static final int LONGEST_CONDITION = 8192;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    /** The path of the listing. */
    private static final String TAKEN = "query";

    /** Fails with ARGUMENT_INVALID. */
    public JobOrder {
        require(DeviceId.isValid(id) && !id.equals(TAKEN),
                "A job id has 1 to 128 characters, those of a device id, and is not 'query'");
        require(condition.length() <= LONGEST_CONDITION, "queryCondition has at most " + LONGEST_CONDITION + " characters");
        require(maxExecution.toSeconds() >= 1 && maxExecution.compareTo(LONGEST_EXECUTION) <= 0,
                "maxExecutionTimeInSeconds must be 1 to " + LONGEST_EXECUTION.toSeconds());
        require(startAt.isEmpty() || startAt.get().isBefore(LATEST), "startTime is too late");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, otherwise);
        }
    }
}
