package io.nave.hub.queries;

import java.util.List;

/** Where a row stands in the order of its query; the next page begins behind it. What is in it the store knows. */
public record QueryPosition(List<String> parts) {

    public QueryPosition {
        parts = List.copyOf(parts);
    }
}
