package io.nave.hub.expression;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.nave.hub.message.DeviceMessage;

/**
 * Values of JSON documents as conditions take them: never turned into another type, undefined when they are objects, arrays, or
 * of another type than is asked for (semantics §1.10, query-values).
 */
final class Json {

    private Json() {
    }

    static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    static @Nullable String text(JsonNode node) {
        if (node.isNull()) {
            return DeviceMessage.NO_VALUE;
        }
        return node.isTextual() ? node.textValue() : null;
    }

    /** Null also for what is null. */
    @SuppressWarnings("ReferenceEquality")
    static @Nullable String given(@Nullable String text) {
        return text == DeviceMessage.NO_VALUE ? null : text;
    }

    static Outcome truth(JsonNode node) {
        return node.isBoolean() ? Outcome.of(node.booleanValue()) : Outcome.UNDEFINED;
    }

    /** An object or array is not. */
    static boolean isDefined(JsonNode node) {
        return Rank.of(node) != Rank.NONE;
    }

    static JsonNode of(double number) {
        return Double.isNaN(number) ? MissingNode.getInstance() : DoubleNode.valueOf(number);
    }

    @SuppressWarnings("ReferenceEquality")
    static JsonNode of(@Nullable String text) {
        if (text == null) {
            return MissingNode.getInstance();
        }
        return text == DeviceMessage.NO_VALUE ? NullNode.getInstance() : TextNode.valueOf(text);
    }

    static JsonNode of(Outcome truth) {
        return switch (truth) {
            case TRUE -> BooleanNode.TRUE;
            case FALSE -> BooleanNode.FALSE;
            case NULL -> NullNode.getInstance();
            case UNDEFINED -> MissingNode.getInstance();
        };
    }
}
