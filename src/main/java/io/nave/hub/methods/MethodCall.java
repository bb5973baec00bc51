package io.nave.hub.methods;

import java.time.Duration;
import java.util.regex.Pattern;

import io.nave.hub.connections.MethodRequest;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.limits.HubLimits;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a back end asks of a device or module, within the documented limits (semantics §6.1). {@code connectTimeout} is how long
 * to wait for it to connect and subscribe.
 */
public record MethodCall(ClientId client, MethodRequest request, Duration connectTimeout) {

    /** How long a device may take where the caller does not say. */
    public static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration SHORTEST_RESPONSE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** The documented ones but for {@code #} and {@code +}, which no topic may have to which is published (MQTT §3.3.2.1). */
    private static final Pattern NAME = Pattern
            .compile("[A-Za-z0-9!%&'*.^_`|~-]{1," + HubLimits.MAX_METHOD_NAME + "}");

    /** Fails with ARGUMENT_INVALID, or MESSAGE_TOO_LARGE. */
    public MethodCall {
        require(NAME.matcher(request.name()).matches(),
                "methodName has 1 to 100 letters, digits and characters of !%&'*.^_`|~-");
        require(isBetween(request.timeout(), SHORTEST_RESPONSE), "responseTimeoutInSeconds must be 5 to 300");
        require(isBetween(connectTimeout, Duration.ZERO), "connectTimeoutInSeconds must be 0 to 300");
        if (isTooLarge(request.payload())) {
            throw new HubException(ErrorCode.MESSAGE_TOO_LARGE, "The payload of a method has at most 128 KB");
        }
    }

    private static boolean isTooLarge(String payload) {
        return payload.length() > HubLimits.MAX_METHOD_PAYLOAD
                || payload.length() > HubLimits.MAX_METHOD_PAYLOAD / 3
                        && payload.getBytes(UTF_8).length > HubLimits.MAX_METHOD_PAYLOAD;
    }

    private static boolean isBetween(Duration timeout, Duration shortest) {
        return timeout.compareTo(shortest) >= 0 && timeout.compareTo(LONGEST) <= 0;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, otherwise);
        }
    }
}
