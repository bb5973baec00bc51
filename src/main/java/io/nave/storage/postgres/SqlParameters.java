package io.nave.storage.postgres;

import java.util.ArrayList;
import java.util.List;

/** Collects what is bound to a statement: whatever somebody wrote in a query reaches PostgreSQL through here, never as SQL. */
final class SqlParameters {

    private final List<Object> values = new ArrayList<>();

    List<Object> values() {
        return List.copyOf(values);
    }

    String text(String value) {
        return bind(value) + "::text";
    }

    String number(long value) {
        return bind(value) + "::bigint";
    }

    String texts(List<String> value) {
        return bind(value.toArray(String[]::new)) + "::text[]";
    }

    /** A text that is JSON. */
    String json(String value) {
        return "cast(" + text(value) + " as jsonb)";
    }

    /** Texts that are JSON. */
    String jsons(List<String> value) {
        return "cast(" + texts(value) + " as jsonb[])";
    }

    private String bind(Object value) {
        values.add(value);
        return "$" + values.size();
    }
}
