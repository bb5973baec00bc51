package io.nave.queries;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** A part of a query: how it is written, and what it is worth for a twin; empty is {@code undefined}. */
record Term(String text, Meaning meaning, List<Term> operands) {

    /** What a part makes of the values of its operands. */
    interface Meaning {
        Optional<JsonNode> of(JsonNode twin, List<Optional<JsonNode>> values);
    }

    Term(String text, Meaning meaning, Term... operands) {
        this(text, meaning, List.of(operands));
    }

    Optional<JsonNode> value(JsonNode twin) {
        return meaning.of(twin, operands.stream().map(operand -> operand.value(twin)).toList());
    }

    /** Only what is true keeps a row (semantics §3.4). */
    boolean keeps(JsonNode twin) {
        return value(twin).filter(JsonNode::isBoolean).map(JsonNode::booleanValue).orElse(false);
    }
}
