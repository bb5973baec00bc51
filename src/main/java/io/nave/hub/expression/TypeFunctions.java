package io.nave.hub.expression;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.expression.Functions.Function;
import io.nave.hub.expression.Operand.TextValue;
import io.nave.hub.message.DeviceMessage;

/** Functions that ask of what type a value is, or read a number from a text. Those that ask take every type. */
final class TypeFunctions {

    private TypeFunctions() {
    }

    static void addTo(Map<String, Function> functions) {
        functions.put("as_number", arguments -> arguments.size() == 1 ? asNumber(arguments.getFirst()) : Optional.empty());
        functions.put("is_bool", ask(TypeFunctions::isBool));
        functions.put("is_number", ask(TypeFunctions::isNumber));
        functions.put("is_string", ask(TypeFunctions::isString));
        functions.put("is_null", ask(TypeFunctions::isNull));
        functions.put("is_defined", ask(TypeFunctions::isDefined));
        functions.put("is_primitive", ask(TypeFunctions::isDefined)); // text, number, bool or null: what counts as defined
        functions.put("is_array", ask(operand -> isOf(operand, JsonNode::isArray)));
        functions.put("is_object", ask(operand -> isOf(operand, JsonNode::isObject)));
    }

    private interface Test {
        boolean of(JsonNode node);
    }

    private static Function ask(UnaryOperator<Operand> question) {
        return arguments -> arguments.size() == 1 ? Optional.of(question.apply(arguments.getFirst())) : Optional.empty();
    }

    private static Optional<Operand> asNumber(Operand operand) {
        return switch (operand) {
            case Operand.Numeric number -> Optional.of(number);
            case Operand.Text text ->
                Optional.of(new Operand.Numeric(message -> number(text.value(), message), text.needs()));
            case Operand.Any any ->
                Optional.of(new Operand.Numeric(message -> number(any.value().of(message)), any.needs()));
            case Operand.Truth truth -> Optional.empty();
            case Operand.Null none -> Optional.empty();
            case Operand.Undefined undefined -> Optional.empty();
        };
    }

    private static double number(TextValue value, Evaluation message) {
        String text = value.of(message);
        return text == null ? Double.NaN : LenientNumber.parse(text);
    }

    private static double number(JsonNode node) {
        return node.isTextual() ? LenientNumber.parse(node.textValue()) : Json.number(node);
    }

    /** Undefined for an undefined query-value. */
    private static Operand isBool(Operand operand) {
        return switch (operand) {
            case Operand.Truth truth -> defined(truth);
            case Operand.Any any -> new Operand.Truth(message -> isBool(any.value().of(message)), any.needs());
            case Operand.Numeric number -> no();
            case Operand.Text text -> no();
            case Operand.Null none -> no();
            case Operand.Undefined undefined -> no();
        };
    }

    private static Outcome isBool(JsonNode node) {
        return Json.isDefined(node) ? Outcome.of(node.isBoolean()) : Outcome.UNDEFINED;
    }

    /** Infinity is defined, but no number. */
    private static Operand isNumber(Operand operand) {
        return switch (operand) {
            case Operand.Numeric number ->
                new Operand.Truth(message -> Outcome.of(Double.isFinite(number.value().of(message))), number.needs());
            case Operand.Any any -> is(any, node -> node.isNumber() && Double.isFinite(node.doubleValue()));
            case Operand.Text text -> no();
            case Operand.Truth truth -> no();
            case Operand.Null none -> no();
            case Operand.Undefined undefined -> no();
        };
    }

    @SuppressWarnings("ReferenceEquality")
    private static Operand isString(Operand operand) {
        return switch (operand) {
            case Operand.Text text -> new Operand.Truth(message -> isString(text.value(), message), text.needs());
            case Operand.Any any -> is(any, JsonNode::isTextual);
            case Operand.Numeric number -> no();
            case Operand.Truth truth -> no();
            case Operand.Null none -> no();
            case Operand.Undefined undefined -> no();
        };
    }

    @SuppressWarnings("ReferenceEquality")
    private static Outcome isString(TextValue value, Evaluation message) {
        String text = value.of(message);
        return Outcome.of(text != null && text != DeviceMessage.NO_VALUE);
    }

    @SuppressWarnings("ReferenceEquality")
    private static Operand isNull(Operand operand) {
        return switch (operand) {
            case Operand.Text text ->
                new Operand.Truth(message -> Outcome.of(text.value().of(message) == DeviceMessage.NO_VALUE), text.needs());
            case Operand.Any any -> is(any, JsonNode::isNull);
            case Operand.Null none -> Operand.constant(Outcome.TRUE);
            case Operand.Numeric number -> no();
            case Operand.Truth truth -> no();
            case Operand.Undefined undefined -> no();
        };
    }

    private static Operand isDefined(Operand operand) {
        return switch (operand) {
            case Operand.Numeric number ->
                new Operand.Truth(message -> Outcome.of(!Double.isNaN(number.value().of(message))), number.needs());
            case Operand.Text text ->
                new Operand.Truth(message -> Outcome.of(text.value().of(message) != null), text.needs());
            case Operand.Truth truth -> defined(truth);
            case Operand.Any any -> is(any, Json::isDefined);
            case Operand.Null none -> Operand.constant(Outcome.TRUE);
            case Operand.Undefined undefined -> no();
        };
    }

    private static Operand defined(Operand.Truth truth) {
        return new Operand.Truth(message -> Outcome.of(truth.value().of(message) != Outcome.UNDEFINED), truth.needs());
    }

    private static Operand isOf(Operand operand, Test test) {
        return operand instanceof Operand.Any any ? is(any, test) : no();
    }

    private static Operand is(Operand.Any any, Test test) {
        return new Operand.Truth(message -> Outcome.of(test.of(any.value().of(message))), any.needs());
    }

    private static Operand no() {
        return Operand.constant(Outcome.FALSE);
    }
}
