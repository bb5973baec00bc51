package io.nave.hub.expression;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.expression.Operand.AnyValue;
import io.nave.hub.expression.Operand.NumberValue;
import io.nave.hub.expression.Operand.TextValue;
import io.nave.hub.expression.Operand.TruthValue;

/** The operators and which operands each takes; empty for others (semantics §1.10, operator typing). */
final class Operators {

    private Operators() {
    }

    static Optional<Operand> negated(Operand operand) {
        return operand.asNumber().map(Operators::negative).map(value -> new Operand.Numeric(value, operand.needs()));
    }

    static Optional<Operand> not(Operand operand) {
        if (operand instanceof Operand.Null) {
            return Optional.of(Operand.constant(Outcome.TRUE));
        }
        return operand.asTruth().map(Operators::opposite).map(value -> new Operand.Truth(value, operand.needs()));
    }

    private static NumberValue negative(NumberValue value) {
        return message -> -value.of(message);
    }

    private static TruthValue opposite(TruthValue value) {
        return message -> value.of(message).not();
    }

    static Optional<Operand> arithmetic(String symbol, Operand left, Operand right) {
        Optional<NumberValue> first = left.asNumber();
        Optional<NumberValue> second = right.asNumber();
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Operand.Numeric(number(symbol, first.get(), second.get()), left.needs().and(right.needs())));
    }

    private static NumberValue number(String symbol, NumberValue left, NumberValue right) {
        return switch (symbol) {
            case "+" -> message -> left.of(message) + right.of(message);
            case "-" -> message -> left.of(message) - right.of(message);
            case "*" -> message -> left.of(message) * right.of(message);
            case "/" -> message -> left.of(message) / right.of(message);
            default -> message -> left.of(message) % right.of(message);
        };
    }

    /** {@code null AND x} is null. */
    static Optional<Operand> and(Operand left, Operand right) {
        if (!isLogical(left) || !isLogical(right)) {
            return Optional.empty();
        }
        if (left instanceof Operand.Null || right instanceof Operand.Null) {
            return Optional.of(new Operand.Null());
        }
        TruthValue first = cheaper(left, right).asTruth().orElseThrow();
        TruthValue second = dearer(left, right).asTruth().orElseThrow();
        return Optional.of(new Operand.Truth(message -> and(first, second, message), left.needs().and(right.needs())));
    }

    private static Outcome and(TruthValue first, TruthValue second, Evaluation message) {
        Outcome outcome = first.of(message);
        return outcome == Outcome.FALSE ? outcome : outcome.and(second.of(message));
    }

    /** {@code null OR x} is x. */
    static Optional<Operand> or(Operand left, Operand right) {
        if (!isLogical(left) || !isLogical(right)) {
            return Optional.empty();
        }
        if (left instanceof Operand.Null) {
            return Optional.of(truth(right));
        }
        if (right instanceof Operand.Null) {
            return Optional.of(truth(left));
        }
        TruthValue first = cheaper(left, right).asTruth().orElseThrow();
        TruthValue second = dearer(left, right).asTruth().orElseThrow();
        return Optional.of(new Operand.Truth(message -> or(first, second, message), left.needs().and(right.needs())));
    }

    private static Outcome or(TruthValue first, TruthValue second, Evaluation message) {
        Outcome outcome = first.of(message);
        return outcome == Outcome.TRUE ? outcome : outcome.or(second.of(message));
    }

    private static Operand truth(Operand operand) {
        return operand.asTruth().<Operand> map(value -> new Operand.Truth(value, operand.needs())).orElse(operand);
    }

    private static boolean isLogical(Operand operand) {
        return operand instanceof Operand.Null || operand.asTruth().isPresent();
    }

    private static Operand cheaper(Operand left, Operand right) {
        return right.needs().isCheaperThan(left.needs()) ? right : left;
    }

    private static Operand dearer(Operand left, Operand right) {
        return right.needs().isCheaperThan(left.needs()) ? left : right;
    }

    static Optional<Operand> comparison(Comparison comparison, Operand left, Operand right) {
        return compared(comparison, left, right)
                .map(value -> new Operand.Truth(value, left.needs().and(right.needs())));
    }

    private static Optional<TruthValue> compared(Comparison comparison, Operand left, Operand right) {
        return switch (left) {
            case Operand.Any any -> Optional.of(withAny(comparison, any.value(), right));
            case Operand.Numeric number when right instanceof Operand.Numeric(NumberValue other, Needs needs) ->
                Optional.of(message -> comparison.of(number.value().of(message), other.of(message)));
            case Operand.Text text when right instanceof Operand.Text(TextValue other, Needs needs) ->
                Optional.of(message -> comparison.of(text.value().of(message), other.of(message)));
            case Operand.Truth truth when right instanceof Operand.Truth(TruthValue other, Needs needs) ->
                Optional.of(message -> comparison.of(truth.value().of(message), other.of(message)));
            case Operand.Null none when right instanceof Operand.Null -> Optional.of(message -> comparison.holds(0));
            case Operand.Undefined undefined when right instanceof Operand.Undefined ->
                Optional.of(message -> Outcome.UNDEFINED);
            default -> right instanceof Operand.Any(AnyValue any, Needs needs)
                    ? Optional.of(withAny(comparison.mirrored(), any, left))
                    : Optional.empty();
        };
    }

    private static TruthValue withAny(Comparison comparison, AnyValue any, Operand other) {
        return switch (other) {
            case Operand.Numeric number -> message -> comparison.of(any.of(message), number.value().of(message));
            case Operand.Text text -> message -> comparison.of(any.of(message), text.value().of(message));
            case Operand.Truth truth -> message -> comparison.of(any.of(message), truth.value().of(message));
            case Operand.Any right -> message -> comparison.of(any.of(message), right.value().of(message));
            case Operand.Null none -> withJson(comparison, any, none.asAny());
            case Operand.Undefined undefined -> message -> Outcome.UNDEFINED;
        };
    }

    private static TruthValue withJson(Comparison comparison, AnyValue left, AnyValue right) {
        return message -> comparison.of(left.of(message), right.of(message));
    }

    /** {@code a ?? b}: a if it is defined, else b; both of one type, or one of them a query-value. */
    static Optional<Operand> coalesced(Operand left, Operand right) {
        Needs needs = left.needs().and(right.needs());
        return switch (left) {
            case Operand.Numeric number when right instanceof Operand.Numeric(NumberValue other, Needs its) ->
                Optional.of(new Operand.Numeric(message -> defined(number.value().of(message), other, message), needs));
            case Operand.Text text when right instanceof Operand.Text(TextValue other, Needs its) ->
                Optional.of(new Operand.Text(message -> defined(text.value().of(message), other, message), needs));
            case Operand.Truth truth when right instanceof Operand.Truth(TruthValue other, Needs its) ->
                Optional.of(new Operand.Truth(message -> defined(truth.value().of(message), other, message), needs));
            case Operand.Null none when right instanceof Operand.Null -> Optional.of(none);
            case Operand.Undefined undefined when right instanceof Operand.Undefined -> Optional.of(undefined);
            default -> left instanceof Operand.Any || right instanceof Operand.Any
                    ? Optional.of(new Operand.Any(defined(left.asAny(), right.asAny()), needs))
                    : Optional.empty();
        };
    }

    private static double defined(double first, NumberValue other, Evaluation message) {
        return Double.isNaN(first) ? other.of(message) : first;
    }

    private static @Nullable String defined(@Nullable String first, TextValue other, Evaluation message) {
        return first == null ? other.of(message) : first;
    }

    private static Outcome defined(Outcome first, TruthValue other, Evaluation message) {
        return first == Outcome.UNDEFINED ? other.of(message) : first;
    }

    private static AnyValue defined(AnyValue first, AnyValue second) {
        return message -> {
            JsonNode value = first.of(message);
            return Json.isDefined(value) ? value : second.of(message);
        };
    }
}
