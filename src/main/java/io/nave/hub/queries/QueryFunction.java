package io.nave.hub.queries;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The functions of conditions (semantics §3.5): those that twin queries document, those that tools send besides, and those of
 * routes (§1.10). Names are written in any case, with and without underscores.
 */
public enum QueryFunction {
    IS_DEFINED(1, 1),
    STARTS_WITH(2, 2),
    ENDS_WITH(2, 2),
    CONTAINS(2, 2),
    ARRAY_CONTAINS(2, 2),
    IS_BOOL(1, 1),
    IS_NUMBER(1, 1),
    IS_STRING(1, 1),
    IS_OBJECT(1, 1),
    IS_ARRAY(1, 1),
    IS_NULL(1, 1),
    IS_PRIMITIVE(1, 1),
    AS_NUMBER(1, 1),
    ABS(1, 1),
    CEILING(1, 1),
    FLOOR(1, 1),
    SIGN(1, 1),
    SQUARE(1, 1),
    SQRT(1, 1),
    EXP(1, 1),
    POWER(2, 2),
    CONCAT(2, 100),
    LENGTH(1, 1),
    LOWER(1, 1),
    UPPER(1, 1),
    SUBSTRING(2, 3),
    INDEX_OF(2, 2);

    private final int fewest;
    private final int most;

    QueryFunction(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    static Optional<QueryFunction> find(String name) {
        String wanted = plain(name);
        return Stream.of(values()).filter(function -> plain(function.name()).equals(wanted)).findFirst();
    }

    private static String plain(String name) {
        return name.replace("_", "").toUpperCase(Locale.ROOT);
    }

    boolean takes(int arguments) {
        return arguments >= fewest && arguments <= most;
    }

    String arity() {
        return fewest == most ? "" + fewest : fewest + " to " + most;
    }
}
