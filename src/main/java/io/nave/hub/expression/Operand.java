package io.nave.hub.expression;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;

import io.nave.hub.message.DeviceMessage;

/** An expression whose static type is known, ready to be evaluated (semantics §1.10, types and name resolution). */
sealed interface Operand {

    /** NaN is undefined. */
    interface NumberValue {
        double of(Evaluation message);
    }

    /** Null is undefined, {@link DeviceMessage#NO_VALUE} is null. */
    interface TextValue {
        @Nullable
        String of(Evaluation message);
    }

    /** Never NULL. */
    interface TruthValue {
        Outcome of(Evaluation message);
    }

    /** What stands in a JSON document; a missing node is undefined. */
    interface AnyValue {
        JsonNode of(Evaluation message);
    }

    record Numeric(NumberValue value, Needs needs) implements Operand {
    }

    record Text(TextValue value, Needs needs) implements Operand {
    }

    record Truth(TruthValue value, Needs needs) implements Operand {
    }

    /** Of no type before it is evaluated: a query-value. */
    record Any(AnyValue value, Needs needs) implements Operand {
    }

    record Null() implements Operand {
        @Override
        public Needs needs() {
            return Needs.NOTHING;
        }
    }

    record Undefined() implements Operand {
        @Override
        public Needs needs() {
            return Needs.NOTHING;
        }
    }

    Needs needs();

    /** The name of the type in errors. */
    default String typeName() {
        return switch (this) {
            case Numeric number -> "number";
            case Text text -> "string";
            case Truth truth -> "bool";
            case Any any -> "query-value";
            case Null none -> "null";
            case Undefined undefined -> "undefined";
        };
    }

    /** Evaluated at once if it is the same for every message. */
    default Operand folded() {
        if (!needs().isNothing()) {
            return this;
        }
        return switch (this) {
            case Numeric number -> constant(number.value.of(Evaluation.OF_NOTHING));
            case Text text -> constant(text.value.of(Evaluation.OF_NOTHING));
            case Truth truth -> constant(truth.value.of(Evaluation.OF_NOTHING));
            case Any any -> constant(any.value.of(Evaluation.OF_NOTHING));
            case Null none -> none;
            case Undefined undefined -> undefined;
        };
    }

    static Operand constant(double value) {
        return new Numeric(message -> value, Needs.NOTHING);
    }

    static Operand constant(@Nullable String value) {
        return new Text(message -> value, Needs.NOTHING);
    }

    static Operand constant(Outcome value) {
        return new Truth(message -> value, Needs.NOTHING);
    }

    private static Operand constant(JsonNode value) {
        return new Any(message -> value, Needs.NOTHING);
    }

    /** As a number, if it is one or may turn out to be one. */
    default Optional<NumberValue> asNumber() {
        return switch (this) {
            case Numeric number -> Optional.of(number.value);
            case Any any -> Optional.of(message -> Json.number(any.value.of(message)));
            case Text text -> Optional.empty();
            case Truth truth -> Optional.empty();
            case Null none -> Optional.empty();
            case Undefined undefined -> Optional.empty();
        };
    }

    /** As a text, if it is one or may turn out to be one. */
    default Optional<TextValue> asText() {
        return switch (this) {
            case Text text -> Optional.of(text.value);
            case Any any -> Optional.of(message -> Json.text(any.value.of(message)));
            case Numeric number -> Optional.empty();
            case Truth truth -> Optional.empty();
            case Null none -> Optional.empty();
            case Undefined undefined -> Optional.empty();
        };
    }

    /** As a truth value, if it is one, undefined, or may turn out to be one. */
    default Optional<TruthValue> asTruth() {
        return switch (this) {
            case Truth truth -> Optional.of(truth.value);
            case Any any -> Optional.of(message -> Json.truth(any.value.of(message)));
            case Undefined undefined -> Optional.of(message -> Outcome.UNDEFINED);
            case Numeric number -> Optional.empty();
            case Text text -> Optional.empty();
            case Null none -> Optional.empty();
        };
    }

    /** As a query-value, which everything can be. */
    default AnyValue asAny() {
        return switch (this) {
            case Any any -> any.value;
            case Numeric number -> message -> Json.of(number.value.of(message));
            case Text text -> message -> Json.of(text.value.of(message));
            case Truth truth -> message -> Json.of(truth.value.of(message));
            case Null none -> message -> NullNode.getInstance();
            case Undefined undefined -> message -> MissingNode.getInstance();
        };
    }
}
