package io.nave.storage.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.json.TwinText;
import io.nave.hub.queries.QueryPosition;

/**
 * Where a row stands, as it was given out: JSON texts of what it is ordered by, empty where that is not defined, and what
 * tells it from its equals.
 */
record QueryPlaces(List<String> values, List<String> key) {

    private static final int KEY_PARTS = 2;

    /** Fails with ARGUMENT_INVALID when the position is of no query with so many values. */
    static QueryPlaces of(QueryPosition position, int values) {
        List<String> parts = position.parts();
        if (parts.size() != values + KEY_PARTS) {
            throw foreign();
        }
        List<String> places = parts.subList(0, values);
        places.stream().filter(place -> !place.isEmpty()).forEach(QueryPlaces::requireJson);
        return new QueryPlaces(places, parts.subList(values, parts.size()));
    }

    private static void requireJson(String text) {
        try {
            TwinText.array(("[" + text + "]").getBytes(StandardCharsets.UTF_8));
        } catch (HubException e) {
            throw foreign();
        }
    }

    static HubException foreign() {
        return new HubException(ErrorCode.ARGUMENT_INVALID, "The continuation token is not one of this query");
    }

    Optional<String> value(int index) {
        return Optional.of(values.get(index)).filter(value -> !value.isEmpty());
    }

    String deviceId() {
        return key.getFirst();
    }

    String moduleId() {
        return key.getLast();
    }

    /** Fails with ARGUMENT_INVALID when there is none. */
    long hash() {
        try {
            return Long.parseLong(key.getFirst());
        } catch (NumberFormatException e) {
            throw foreign();
        }
    }
}
