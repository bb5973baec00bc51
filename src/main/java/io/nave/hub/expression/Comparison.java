package io.nave.hub.expression;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.message.DeviceMessage;

/**
 * Comparisons of two values: with undefined they are undefined; texts are compared by their characters and with case, numbers
 * as doubles, query-values of different types by their rank (semantics §1.10, runtime value rules).
 */
enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    AT_MOST,
    GREATER,
    AT_LEAST;

    static Comparison of(String symbol) {
        return switch (symbol) {
            case "=" -> EQUAL;
            case "<" -> LESS;
            case "<=" -> AT_MOST;
            case ">" -> GREATER;
            case ">=" -> AT_LEAST;
            default -> NOT_EQUAL;
        };
    }

    /** The same with its sides exchanged. */
    Comparison mirrored() {
        return switch (this) {
            case EQUAL, NOT_EQUAL -> this;
            case LESS -> GREATER;
            case AT_MOST -> AT_LEAST;
            case GREATER -> LESS;
            case AT_LEAST -> AT_MOST;
        };
    }

    /** {@code order} is negative, zero or positive as the left side is less than, equal to or more than the right. */
    Outcome holds(int order) {
        return Outcome.of(switch (this) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case GREATER -> order > 0;
            case AT_LEAST -> order >= 0;
        });
    }

    Outcome of(double left, double right) {
        if (Double.isNaN(left) || Double.isNaN(right)) {
            return Outcome.UNDEFINED;
        }
        return holds(left < right ? -1 : left > right ? 1 : 0);
    }

    /** A property without a value is null: equal to another, else not comparable. */
    @SuppressWarnings("ReferenceEquality")
    Outcome of(@Nullable String left, @Nullable String right) {
        if (left == null || right == null) {
            return Outcome.UNDEFINED;
        }
        if (left == DeviceMessage.NO_VALUE || right == DeviceMessage.NO_VALUE) {
            return left == right ? holds(0) : Outcome.UNDEFINED;
        }
        return this == EQUAL ? Outcome.of(left.equals(right)) : holds(left.compareTo(right));
    }

    Outcome of(Outcome left, Outcome right) {
        if (left == Outcome.UNDEFINED || right == Outcome.UNDEFINED) {
            return Outcome.UNDEFINED;
        }
        return holds(Boolean.compare(left == Outcome.TRUE, right == Outcome.TRUE));
    }

    Outcome of(JsonNode left, double right) {
        Rank rank = Rank.of(left);
        return rank == Rank.NUMBER ? of(left.doubleValue(), right)
                : Double.isNaN(right) ? Outcome.UNDEFINED : across(rank, Rank.NUMBER);
    }

    @SuppressWarnings("ReferenceEquality")
    Outcome of(JsonNode left, @Nullable String right) {
        if (right == null) {
            return Outcome.UNDEFINED;
        }
        Rank rank = Rank.of(left);
        if (right == DeviceMessage.NO_VALUE) {
            return across(rank, Rank.NULL);
        }
        return rank == Rank.TEXT ? of(left.textValue(), right) : across(rank, Rank.TEXT);
    }

    Outcome of(JsonNode left, Outcome right) {
        Rank rank = Rank.of(left);
        return rank == Rank.TRUTH ? of(Outcome.of(left.booleanValue()), right)
                : right == Outcome.UNDEFINED ? Outcome.UNDEFINED : across(rank, Rank.TRUTH);
    }

    Outcome of(JsonNode left, JsonNode right) {
        Rank rank = Rank.of(right);
        return switch (rank) {
            case NUMBER -> of(left, right.doubleValue());
            case TEXT -> of(left, right.textValue());
            case TRUTH -> of(left, Outcome.of(right.booleanValue()));
            case NULL, NONE -> across(Rank.of(left), rank);
        };
    }

    private Outcome across(Rank left, Rank right) {
        return left == Rank.NONE || right == Rank.NONE ? Outcome.UNDEFINED : holds(left.compareTo(right));
    }
}
