package io.nave.hub.queries;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.nave.hub.queries.QueryExpression.Arithmetic;
import io.nave.hub.queries.QueryExpression.Call;
import io.nave.hub.queries.QueryExpression.Comparator;
import io.nave.hub.queries.QueryExpression.Comparison;
import io.nave.hub.queries.QueryExpression.Constant;
import io.nave.hub.queries.QueryExpression.Logic;
import io.nave.hub.queries.QueryExpression.Membership;
import io.nave.hub.queries.QueryExpression.Not;
import io.nave.hub.queries.QueryExpression.Value;
import io.nave.hub.queries.QueryToken.Kind;

/**
 * Reads a condition (semantics §3.2), from loose to tight: OR, AND, NOT, comparisons and IN, sums, products. How deep and how
 * large it may be is bounded, thereby also the stack and the statement that it takes.
 */
final class QueryConditionParser {

    /** How many parentheses, calls, NOTs and signs may be inside each other. */
    static final int MAX_DEPTH = 50;
    /** How many operators and calls a condition may have. */
    static final int MAX_OPERATIONS = 300;

    private static final Map<String, Comparator> COMPARATORS = Map.of("=", Comparator.EQUAL, "!=", Comparator.UNEQUAL, "<>",
            Comparator.UNEQUAL, "<", Comparator.LESS, "<=", Comparator.AT_MOST, ">", Comparator.GREATER, ">=",
            Comparator.AT_LEAST);
    private static final Set<String> SUM = Set.of("+", "-");
    private static final Set<String> PRODUCT = Set.of("*", "/", "%");
    private static final QueryExpression ZERO = new Constant(new QueryConstant.Numeric(BigDecimal.ZERO));

    private final QueryTokens tokens;
    private final QueryPathParser paths;
    private int depth;
    private int operations;

    QueryConditionParser(QueryTokens tokens, QuerySource source) {
        this.tokens = tokens;
        this.paths = new QueryPathParser(tokens, source);
    }

    QueryExpression condition() {
        deeper();
        QueryExpression left = conjunction();
        while (tokens.take("OR")) {
            count();
            left = new Logic(false, left, conjunction());
        }
        depth--;
        return left;
    }

    private QueryExpression conjunction() {
        QueryExpression left = negation();
        while (tokens.take("AND")) {
            count();
            left = new Logic(true, left, negation());
        }
        return left;
    }

    private QueryExpression negation() {
        if (!tokens.take("NOT")) {
            return comparison();
        }
        count();
        deeper();
        QueryExpression operand = negation();
        depth--;
        return new Not(operand);
    }

    private QueryExpression comparison() {
        QueryExpression left = sum();
        Optional<QueryExpression> compared = compared(left);
        while (compared.isPresent()) {
            left = compared.get();
            compared = compared(left);
        }
        return left;
    }

    private Optional<QueryExpression> compared(QueryExpression left) {
        QueryToken token = tokens.peek();
        if (token.isWord("IN") || token.isWord("NIN")) {
            count();
            tokens.next();
            return Optional.of(new Membership(left, new QueryConstants(tokens).list(), token.isWord("NIN")));
        }
        if (token.kind() == Kind.SYMBOL && COMPARATORS.containsKey(token.text())) {
            count();
            tokens.next();
            return Optional.of(new Comparison(COMPARATORS.get(token.text()), left, sum()));
        }
        return Optional.empty();
    }

    private QueryExpression sum() {
        QueryExpression left = product();
        while (isAt(SUM)) {
            count();
            left = new Arithmetic(tokens.next().text().charAt(0), left, product());
        }
        return left;
    }

    private QueryExpression product() {
        QueryExpression left = operand();
        while (isAt(PRODUCT)) {
            count();
            left = new Arithmetic(tokens.next().text().charAt(0), left, operand());
        }
        return left;
    }

    private boolean isAt(Set<String> symbols) {
        return tokens.peek().kind() == Kind.SYMBOL && symbols.contains(tokens.peek().text());
    }

    private QueryExpression operand() {
        if (tokens.peek().isSymbol("-") && tokens.second().kind() != Kind.NUMBER) {
            return negative();
        }
        if (tokens.takeSymbol("(")) {
            QueryExpression inner = condition();
            tokens.needSymbol(")");
            return inner;
        }
        QueryConstants constants = new QueryConstants(tokens);
        if (constants.isHere()) {
            return new Constant(constants.constant());
        }
        return tokens.peek().kind() == Kind.NAME && tokens.second().isSymbol("(") ? call() : new Value(paths.path());
    }

    private QueryExpression negative() {
        count();
        tokens.next();
        deeper();
        QueryExpression operand = operand();
        depth--;
        return new Arithmetic('-', ZERO, operand);
    }

    private QueryExpression call() {
        count();
        QueryToken name = tokens.next();
        QueryFunction function = QueryFunction.find(name.text())
                .orElseThrow(() -> tokens.fail(name, "there is no function '" + name.text() + "' in conditions"));
        List<QueryExpression> arguments = arguments();
        if (!function.takes(arguments.size())) {
            throw tokens.fail(name, name.text() + " takes " + function.arity() + " arguments");
        }
        return new Call(function, arguments);
    }

    private List<QueryExpression> arguments() {
        List<QueryExpression> arguments = new ArrayList<>();
        tokens.needSymbol("(");
        if (tokens.takeSymbol(")")) {
            return arguments;
        }
        do {
            arguments.add(condition());
        } while (tokens.takeSymbol(","));
        tokens.needSymbol(")");
        return arguments;
    }

    private void deeper() {
        if (++depth > MAX_DEPTH) {
            throw tokens.fail(tokens.peek(), "more than " + MAX_DEPTH + " levels inside each other");
        }
    }

    private void count() {
        if (++operations > MAX_OPERATIONS) {
            throw tokens.fail(tokens.peek(), "more than " + MAX_OPERATIONS + " operators and functions");
        }
    }
}
