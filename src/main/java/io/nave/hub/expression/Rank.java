package io.nave.hub.expression;

import com.fasterxml.jackson.databind.JsonNode;

/** The order of query-values that are of different types: bool, number, string, null (semantics §1.10). */
enum Rank {
    /** Undefined: has no place in the order. */
    NONE,
    TRUTH,
    NUMBER,
    TEXT,
    NULL;

    static Rank of(JsonNode node) {
        return switch (node.getNodeType()) {
            case BOOLEAN -> TRUTH;
            case NUMBER -> NUMBER;
            case STRING -> TEXT;
            case NULL -> NULL;
            case ARRAY, BINARY, MISSING, OBJECT, POJO -> NONE;
        };
    }
}
