package io.nave.storage.postgres;

import java.util.List;
import java.util.stream.Collectors;

import io.nave.hub.queries.QueryFunction;

/** Writes calls as SQL (semantics §3.5); of an argument of another type than it takes a function is undefined. */
final class QueryFunctionSql {

    private QueryFunctionSql() {
    }

    static SqlValue call(QueryFunction function, List<SqlValue> arguments) {
        return switch (function) {
            case IS_DEFINED -> SqlValue.truth("((" + arguments.getFirst().sql() + ") is not null)");
            case IS_BOOL -> isOneOf(arguments, "'boolean'");
            case IS_NUMBER -> isOneOf(arguments, "'number'");
            case IS_STRING -> isOneOf(arguments, "'string'");
            case IS_OBJECT -> isOneOf(arguments, "'object'");
            case IS_ARRAY -> isOneOf(arguments, "'array'");
            case IS_NULL -> isOneOf(arguments, "'null'");
            case IS_PRIMITIVE -> isOneOf(arguments, "'boolean', 'number', 'string', 'null'");
            case ARRAY_CONTAINS -> SqlValue.truth(
                    "nave_query_holds(" + arguments.getFirst().asJson() + ", " + arguments.getLast().asJson() + ")");
            case STARTS_WITH, ENDS_WITH, CONTAINS, CONCAT, LENGTH, LOWER, UPPER, SUBSTRING, INDEX_OF ->
                ofTexts(function, arguments);
            case AS_NUMBER, ABS, CEILING, FLOOR, SIGN, SQUARE, SQRT, EXP, POWER -> ofNumbers(function, arguments);
        };
    }

    private static SqlValue isOneOf(List<SqlValue> arguments, String types) {
        return SqlValue.truth("(coalesce(jsonb_typeof(" + arguments.getFirst().asJson() + "), '') in (" + types + "))");
    }

    private static SqlValue ofTexts(QueryFunction function, List<SqlValue> arguments) {
        List<String> texts = arguments.stream().map(SqlValue::asText).toList();
        String all = String.join(", ", texts);
        return switch (function) {
            case STARTS_WITH -> SqlValue.truth("starts_with(" + all + ")");
            case ENDS_WITH -> SqlValue.truth("nave_query_ends_with(" + all + ")");
            case CONTAINS -> SqlValue.truth("(strpos(" + all + ") > 0)");
            case INDEX_OF -> SqlValue.number("(strpos(" + all + ") - 1)::numeric");
            case LENGTH -> SqlValue.number("length(" + all + ")::numeric");
            case LOWER -> SqlValue.text("lower(" + all + ")");
            case UPPER -> SqlValue.text("upper(" + all + ")");
            case SUBSTRING -> substring(arguments);
            default ->
                SqlValue.text(texts.stream().map(text -> "(" + text + ")").collect(Collectors.joining(" || ", "(", ")")));
        };
    }

    private static SqlValue substring(List<SqlValue> arguments) {
        String start = arguments.get(0).asText() + ", " + arguments.get(1).asNumber();
        return SqlValue.text(arguments.size() == 2 ? "nave_query_substring(" + start + ")"
                : "nave_query_substring(" + start + ", " + arguments.get(2).asNumber() + ")");
    }

    private static SqlValue ofNumbers(QueryFunction function, List<SqlValue> arguments) {
        String first = arguments.getFirst().asNumber();
        return SqlValue.number(switch (function) {
            case AS_NUMBER -> asNumber(arguments.getFirst());
            case ABS -> "abs(" + first + ")";
            case CEILING -> "ceiling(" + first + ")";
            case FLOOR -> "floor(" + first + ")";
            case SIGN -> "sign(" + first + ")";
            case POWER -> math("power", first, arguments.getLast().asNumber());
            case SQUARE -> math("power", first, "2");
            case EXP -> math("exp", first, "0");
            default -> math("sqrt", first, "0");
        });
    }

    private static String math(String name, String first, String second) {
        return "nave_query_math('" + name + "', " + first + ", " + second + ")";
    }

    private static String asNumber(SqlValue value) {
        return value.kind() == SqlValue.Kind.NUMBER ? value.sql() : "nave_query_as_number(" + value.asJson() + ")";
    }
}
