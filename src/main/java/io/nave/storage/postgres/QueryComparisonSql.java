package io.nave.storage.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import io.nave.hub.queries.QueryConstant;
import io.nave.hub.queries.QueryExpression.Comparator;
import io.nave.hub.queries.QueryExpression.Membership;
import io.nave.storage.postgres.SqlValue.Kind;

/**
 * Writes comparisons as SQL (semantics §3.4). Values of two types are not equal and none is less; nor is an object or array
 * equal to anything. Texts that are both times compare as instants (§3.3), so a constant that may be one is no text to look up.
 */
final class QueryComparisonSql {

    private static final Pattern PERHAPS_INSTANT = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}.*", Pattern.DOTALL);

    private final SqlParameters parameters;

    QueryComparisonSql(SqlParameters parameters) {
        this.parameters = parameters;
    }

    SqlValue withConstant(SqlValue value, Comparator comparator, QueryConstant constant) {
        return switch (constant) {
            case QueryConstant.Text(String text) when value.isText() && isPlain(value, text) ->
                texts(value, comparator, text);
            case QueryConstant.Numeric(var number) when value.kind() == Kind.NUMBER ->
                operator(value.sql(), comparator, "cast(" + parameters.text(number.toString()) + " as numeric)");
            case QueryConstant.Undefined() -> SqlValue.truth("(" + SqlValue.nothing(value.sql(), "boolean") + ")");
            case QueryConstant.Listing listing -> compared(value, comparator, json(listing));
            case QueryConstant other when comparator.isOfEquality() && !isPerhapsInstant(other) ->
                operator(value.asJson(), comparator, json(other).sql());
            case QueryConstant other -> compared(value, comparator, json(other));
        };
    }

    private static boolean isPlain(SqlValue value, String text) {
        return value.kind() != Kind.TEXT || !isPerhapsInstant(new QueryConstant.Text(text));
    }

    static boolean isPerhapsInstant(QueryConstant constant) {
        return constant instanceof QueryConstant.Text(String text) && PERHAPS_INSTANT.matcher(text).matches();
    }

    private SqlValue texts(SqlValue value, Comparator comparator, String text) {
        return value.kind() == Kind.WORD
                ? operator("lower(" + value.sql() + ")", comparator, parameters.text(text.toLowerCase(Locale.ROOT)))
                : operator("(" + value.sql() + ") collate \"C\"", comparator, parameters.text(text));
    }

    private static SqlValue operator(String left, Comparator comparator, String right) {
        return SqlValue.truth("(" + left + " " + comparator.symbol() + " " + right + ")");
    }

    private SqlValue json(QueryConstant constant) {
        return constant.json().map(json -> SqlValue.json(parameters.json(json.toString()))).orElse(SqlValue.UNDEFINED);
    }

    SqlValue compared(SqlValue left, Comparator comparator, SqlValue right) {
        String places = switch (comparator) {
            case EQUAL -> "= 0";
            case UNEQUAL -> "<> 0";
            case LESS -> "= -1";
            case AT_MOST -> "in (-1, 0)";
            case GREATER -> "= 1";
            case AT_LEAST -> "in (0, 1)";
        };
        return SqlValue.truth("(nave_query_compare(" + left.asJson() + ", " + right.asJson() + ") " + places + ")");
    }

    /** IN and NIN; what is undefined is in no list and out of none. */
    SqlValue membership(SqlValue value, Membership membership) {
        String inside = inside(value, membership.list().values());
        return SqlValue.truth(membership.negated() ? "(not " + inside + ")" : inside);
    }

    private String inside(SqlValue value, List<QueryConstant> constants) {
        return switch (value.kind()) {
            case ID -> "(" + value.sql() + " = any(" + parameters.texts(texts(constants)) + "))";
            case WORD -> "(lower(" + value.sql() + ") = any(" + parameters.texts(lowered(texts(constants))) + "))";
            case JSON, TRUTH, NUMBER, TEXT -> insideAny(value.asJson(), constants);
        };
    }

    private static List<String> texts(List<QueryConstant> constants) {
        return constants.stream().filter(QueryConstant.Text.class::isInstance).map(QueryConstant.Text.class::cast)
                .map(QueryConstant.Text::value).toList();
    }

    private static List<String> lowered(List<String> texts) {
        return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    }

    private String insideAny(String value, List<QueryConstant> constants) {
        List<String> choices = new ArrayList<>();
        List<String> exact = constants.stream().filter(constant -> !isPerhapsInstant(constant)).map(QueryConstant::json)
                .flatMap(Optional::stream).map(Object::toString).toList();
        if (!exact.isEmpty()) {
            choices.add(value + " = any(" + parameters.jsons(exact) + ")");
        }
        constants.stream().filter(QueryComparisonSql::isPerhapsInstant)
                .map(constant -> compared(SqlValue.json(value), Comparator.EQUAL, json(constant)).sql())
                .forEach(choices::add);
        return choices.isEmpty() ? "(case when " + value + " is not null then false end)"
                : "(" + String.join(" or ", choices) + ")";
    }
}
