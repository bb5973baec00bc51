package io.nave.routing;

import java.util.List;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.routing.endpoints.RoutingName;

/**
 * An application property that is added to what goes to some endpoints (semantics §1.8). Fails with ARGUMENT_INVALID when key,
 * value or endpoints are not allowed.
 */
public record Enrichment(String key, String value, List<String> endpoints) {

    private static final int MAX_LENGTH = 256;

    public Enrichment {
        endpoints = List.copyOf(endpoints);
        if (!RoutingName.isName(key) || key.length() > MAX_LENGTH) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "An enrichment has a key of 1 to " + MAX_LENGTH + " letters, digits, '.', '_' and '-'");
        }
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "An enrichment has a value of 1 to " + MAX_LENGTH + " characters");
        }
        if (endpoints.isEmpty()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "An enrichment names the endpoints that it is for");
        }
    }
}
