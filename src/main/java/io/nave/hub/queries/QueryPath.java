package io.nave.hub.queries;

import java.util.List;

/** Where a value stands in a row: the attribute and the keys below it; {@code key} is what it is called in a result. */
public record QueryPath(List<String> names, String key) {

    public QueryPath {
        names = List.copyOf(names);
    }

    /** The same value, whatever it is called. */
    public boolean isSameAs(QueryPath other) {
        return names.equals(other.names);
    }

    public String root() {
        return names.getFirst();
    }

    public List<String> below(int depth) {
        return names.subList(Math.min(depth, names.size()), names.size());
    }

    @Override
    public String toString() {
        return String.join(".", names);
    }
}
