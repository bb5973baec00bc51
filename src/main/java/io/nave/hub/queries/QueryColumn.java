package io.nave.hub.queries;

import java.util.Optional;

/** A member of a result: the value at a path, or what an aggregate makes of the values there; COUNT needs no path. */
public record QueryColumn(String key, Optional<Aggregate> aggregate, Optional<QueryPath> path) {

    /** Of COUNT all rows are counted, or those that have the value; the others take numbers and nothing else. */
    public enum Aggregate {
        COUNT,
        AVG,
        SUM,
        MIN,
        MAX
    }
}
