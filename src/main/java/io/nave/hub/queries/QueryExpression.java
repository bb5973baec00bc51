package io.nave.hub.queries;

import java.util.List;

/** A condition or a part of one (semantics §3.2). How deep one is, and how many parts it has, the parser bounds. */
public sealed interface QueryExpression {

    record Constant(QueryConstant value) implements QueryExpression {
    }

    record Value(QueryPath path) implements QueryExpression {
    }

    record Call(QueryFunction function, List<QueryExpression> arguments) implements QueryExpression {

        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    record Not(QueryExpression operand) implements QueryExpression {
    }

    /** AND and OR. */
    record Logic(boolean isAnd, QueryExpression left, QueryExpression right) implements QueryExpression {
    }

    record Comparison(Comparator comparator, QueryExpression left, QueryExpression right) implements QueryExpression {
    }

    /** With {@code +}, {@code -}, {@code *}, {@code /} or {@code %}. */
    record Arithmetic(char operator, QueryExpression left, QueryExpression right) implements QueryExpression {
    }

    /** IN, and NIN when it is negated. */
    record Membership(QueryExpression value, QueryConstant.Listing list, boolean negated) implements QueryExpression {
    }

    /** How two values are compared. */
    enum Comparator {
        EQUAL("="),
        UNEQUAL("<>"),
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">=");

        private final String symbol;

        Comparator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        public boolean isOfEquality() {
            return this == EQUAL || this == UNEQUAL;
        }

        /** The one that says the same when the sides change places. */
        public Comparator turned() {
            return switch (this) {
                case EQUAL, UNEQUAL -> this;
                case LESS -> GREATER;
                case AT_MOST -> AT_LEAST;
                case GREATER -> LESS;
                case AT_LEAST -> AT_MOST;
            };
        }
    }
}
