package io.nave.storage.postgres;

import io.nave.hub.queries.QueryConstant;
import io.nave.hub.queries.QueryExpression;
import io.nave.hub.queries.QueryExpression.Arithmetic;
import io.nave.hub.queries.QueryExpression.Call;
import io.nave.hub.queries.QueryExpression.Comparison;
import io.nave.hub.queries.QueryExpression.Constant;
import io.nave.hub.queries.QueryExpression.Logic;
import io.nave.hub.queries.QueryExpression.Membership;
import io.nave.hub.queries.QueryExpression.Not;
import io.nave.hub.queries.QueryExpression.Value;

/**
 * Writes conditions as SQL (semantics §3.4). {@code undefined} is SQL's null, so AND, OR and NOT are SQL's own; what is no
 * truth value is undefined to them.
 */
final class QueryConditionSql {

    private final SqlParameters parameters;
    private final QueryPathSql paths;
    private final QueryComparisonSql comparisons;

    QueryConditionSql(SqlParameters parameters, QueryPathSql paths) {
        this.parameters = parameters;
        this.paths = paths;
        this.comparisons = new QueryComparisonSql(parameters);
    }

    /** A {@code boolean} that is true for the rows to be found. */
    String condition(QueryExpression expression) {
        return value(expression).asTruth();
    }

    private SqlValue value(QueryExpression expression) {
        return switch (expression) {
            case Constant constant -> constant(constant.value());
            case Value value -> paths.value(value.path());
            case Call call ->
                QueryFunctionSql.call(call.function(), call.arguments().stream().map(this::value).toList());
            case Not not -> SqlValue.truth("(not (" + condition(not.operand()) + "))");
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
        return SqlValue.truth("((" + condition(logic.left()) + (logic.isAnd() ? ") and (" : ") or (") + condition(logic.right())
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
