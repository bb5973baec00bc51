package io.nave.storage.postgres;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.nave.hub.queries.QueryConstant;
import io.nave.hub.queries.QueryExpression;
import io.nave.hub.queries.QueryExpression.Arithmetic;
import io.nave.hub.queries.QueryExpression.Call;
import io.nave.hub.queries.QueryExpression.Comparator;
import io.nave.hub.queries.QueryExpression.Comparison;
import io.nave.hub.queries.QueryExpression.Constant;
import io.nave.hub.queries.QueryExpression.Logic;
import io.nave.hub.queries.QueryExpression.Membership;
import io.nave.hub.queries.QueryExpression.Not;
import io.nave.hub.queries.QueryExpression.Value;
import io.nave.hub.queries.QueryPath;

/**
 * Writes conditions as SQL (semantics §3.4). {@code undefined} is SQL's null, so AND, OR and NOT are SQL's own; what is no
 * truth value is undefined to them.
 */
final class QueryConditionSql {

    private final SqlParameters parameters;
    private final Function<QueryPath, SqlValue> paths;
    private final QueryComparisonSql comparisons;

    QueryConditionSql(SqlParameters parameters, Function<QueryPath, SqlValue> paths) {
        this.parameters = parameters;
        this.paths = paths;
        this.comparisons = new QueryComparisonSql(parameters);
    }

    /** A {@code boolean} that is true for the rows to be found. */
    String condition(QueryExpression expression) {
        return "(" + truth(expression) + ")";
    }

    /** The same for rows that have tags, of which an index knows what they hold. */
    String conditionOnTags(QueryExpression expression) {
        return Stream.concat(Stream.of(truth(expression)), lookups(expression)).map(part -> "(" + part + ")")
                .collect(Collectors.joining(" and "));
    }

    /** What the index on tags can say of those parts that all rows must meet. */
    private Stream<String> lookups(QueryExpression expression) {
        return switch (expression) {
            case Logic(boolean isAnd, QueryExpression left, QueryExpression right) when isAnd ->
                Stream.concat(lookups(left), lookups(right));
            case Comparison(Comparator comparator, Value(QueryPath path), Constant(QueryConstant constant)) when comparator == Comparator.EQUAL ->
                TagLookup.of(path, List.of(constant)).map(this::lookup).stream();
            case Membership(Value(QueryPath path), QueryConstant.Listing list, boolean negated) when !negated ->
                TagLookup.of(path, list.values()).map(this::lookup).stream();
            default -> Stream.empty();
        };
    }

    private String lookup(List<String> documents) {
        return "q.tags @> any(" + parameters.jsons(documents) + ")";
    }

    private String truth(QueryExpression expression) {
        return value(expression).asTruth();
    }

    private SqlValue value(QueryExpression expression) {
        return switch (expression) {
            case Constant constant -> constant(constant.value());
            case Value value -> paths.apply(value.path());
            case Call call ->
                QueryFunctionSql.call(call.function(), call.arguments().stream().map(this::value).toList());
            case Not not -> SqlValue.truth("(not (" + truth(not.operand()) + "))");
            case Logic logic -> logic(logic);
            case Comparison comparison -> comparison(comparison);
            case Arithmetic arithmetic -> arithmetic(arithmetic);
            case Membership membership -> comparisons.membership(value(membership.value()), membership);
        };
    }

    private SqlValue constant(QueryConstant constant) {
        return constant.json().map(json -> SqlValue.json(parameters.json(json.toString()))).orElse(SqlValue.UNDEFINED);
    }

    private SqlValue logic(Logic logic) {
        return SqlValue.truth("((" + truth(logic.left()) + (logic.isAnd() ? ") and (" : ") or (") + truth(logic.right())
                + "))");
    }

    private SqlValue comparison(Comparison comparison) {
        if (comparison.right() instanceof Constant(QueryConstant constant)) {
            return comparisons.withConstant(value(comparison.left()), comparison.comparator(), constant);
        }
        if (comparison.left() instanceof Constant(QueryConstant constant)) {
            return comparisons.withConstant(value(comparison.right()), comparison.comparator().turned(), constant);
        }
        return comparisons.compared(value(comparison.left()), comparison.comparator(), value(comparison.right()));
    }

    /** Divided by zero nothing is defined. */
    private SqlValue arithmetic(Arithmetic arithmetic) {
        char operator = arithmetic.operator();
        String right = "(" + value(arithmetic.right()).asNumber() + ")";
        String divisor = operator == '/' || operator == '%' ? "nullif(" + right + ", 0)" : right;
        return SqlValue.number("((" + value(arithmetic.left()).asNumber() + ") " + operator + " " + divisor + ")");
    }
}
