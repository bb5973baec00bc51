package io.nave.hub.queries;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.twins.TwinDocument;

/** A row that was found, and where it stands. */
public sealed interface QueryRow {

    QueryPosition position();

    /** Of {@code SELECT *}. */
    record OfTwin(TwinDocument twin, QueryPosition position) implements QueryRow {
    }

    /** What was selected of a row, or of many; or the record of a job. */
    record OfValues(JsonNode json, QueryPosition position) implements QueryRow {
    }
}
