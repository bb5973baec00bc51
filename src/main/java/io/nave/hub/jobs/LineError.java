package io.nave.hub.jobs;

/** What importErrors.log says about a line of the input, as one JSON text. */
public record LineError(long line, String entry) {
}
