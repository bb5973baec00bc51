package io.nave.hub.queries;

/** An ORDER BY, which is an extension: numbers by value, texts by their first 128 characters, what is not there first. */
public record QueryOrder(QueryPath path, boolean descending) {
}
