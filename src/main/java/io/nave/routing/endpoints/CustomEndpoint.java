package io.nave.routing.endpoints;

import java.time.Duration;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * An endpoint that the owner declared (semantics §1.3). The number is never given to another one. What an endpoint has not
 * taken
 * after {@code timeToLive} goes to its dead letters. Fails with ARGUMENT_INVALID when the name or the time is not allowed.
 */
public record CustomEndpoint(int id, String name, Duration timeToLive, EndpointSettings settings) {

    /** What is kept for an endpoint that says nothing about it. */
    public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofDays(1);

    /** The number of one that is not stored yet. */
    public static final int NEW = 0;

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    public CustomEndpoint {
        RoutingName.require("An endpoint", name);
        if (timeToLive.compareTo(SHORTEST) < 0 || timeToLive.compareTo(LONGEST) > 0) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "The timeToLive of the endpoint " + name + " is from " + SHORTEST + " to P7D");
        }
    }

    /** The same with another number. */
    public CustomEndpoint numbered(int number) {
        return new CustomEndpoint(number, name, timeToLive, settings);
    }
}
