package io.nave.queries;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.TextNode;

/** What the parts of a query mean, as simply as it can be said (semantics §3.4, §3.5). */
final class Meanings {

    private static final Optional<JsonNode> UNDEFINED = Optional.empty();
    private static final int ORDERED_CHARACTERS = 128;

    private Meanings() {
    }

    static Optional<JsonNode> truth(boolean value) {
        return Optional.of(BooleanNode.valueOf(value));
    }

    static Optional<JsonNode> number(BigDecimal value) {
        return Optional.of(DecimalNode.valueOf(value));
    }

    static Optional<JsonNode> text(String value) {
        return Optional.of(TextNode.valueOf(value));
    }

    /** Keys of objects, and nothing else, are followed. */
    static Optional<JsonNode> path(JsonNode twin, List<String> names) {
        JsonNode here = twin;
        for (String name : names) {
            here = here.isObject() ? here.path(name) : here.path("$none");
        }
        return here.isMissingNode() ? UNDEFINED : Optional.of(here);
    }

    static Optional<JsonNode> not(List<Optional<JsonNode>> values) {
        return bool(values.getFirst()).flatMap(value -> truth(!value));
    }

    private static Optional<Boolean> bool(Optional<JsonNode> value) {
        return value.filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    /** One that decides does; otherwise who is not defined makes all undefined. */
    static Optional<JsonNode> logic(boolean deciding, List<Optional<JsonNode>> values) {
        List<Optional<Boolean>> all = values.stream().map(Meanings::bool).toList();
        if (all.contains(Optional.of(deciding))) {
            return truth(deciding);
        }
        return all.contains(Optional.<Boolean> empty()) ? UNDEFINED : truth(!deciding);
    }

    static Optional<JsonNode> compare(List<Optional<JsonNode>> values, IntPredicate holds, boolean otherwise) {
        if (values.get(0).isEmpty() || values.get(1).isEmpty()) {
            return UNDEFINED;
        }
        OptionalInt order = order(values.get(0).get(), values.get(1).get());
        return truth(order.isPresent() ? holds.test(order.getAsInt()) : otherwise);
    }

    /** Empty when the types differ, or are none of those that compare. */
    private static OptionalInt order(JsonNode a, JsonNode b) {
        if (a.getNodeType() != b.getNodeType()) {
            return OptionalInt.empty();
        }
        return switch (a.getNodeType()) {
            case NULL -> OptionalInt.of(0);
            case BOOLEAN -> OptionalInt.of(Boolean.compare(a.booleanValue(), b.booleanValue()));
            case NUMBER -> OptionalInt.of(a.decimalValue().compareTo(b.decimalValue()));
            case STRING -> OptionalInt.of(orderOfTexts(a.textValue(), b.textValue()));
            default -> OptionalInt.empty();
        };
    }

    private static int orderOfTexts(String a, String b) {
        Optional<Instant> first = instant(a);
        Optional<Instant> second = instant(b);
        return first.isPresent() && second.isPresent() ? first.get().compareTo(second.get()) : ordinal(a, b);
    }

    private static int ordinal(String a, String b) {
        return java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }

    private static Optional<Instant> instant(String text) {
        try {
            if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
                return Optional.of(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
            }
            if (text.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+")) {
                return Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
            }
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Of the value, and then of all in the list. */
    static Optional<JsonNode> within(List<Optional<JsonNode>> values, boolean negated) {
        if (values.getFirst().isEmpty()) {
            return UNDEFINED;
        }
        boolean found = values.stream().skip(1).anyMatch(one -> isEqual(values.getFirst(), one));
        return truth(found != negated);
    }

    private static boolean isEqual(Optional<JsonNode> a, Optional<JsonNode> b) {
        return compare(List.of(a, b), order -> order == 0, false).equals(truth(true));
    }

    static Optional<JsonNode> isOf(List<Optional<JsonNode>> values, List<JsonNodeType> types) {
        return truth(values.getFirst().filter(value -> types.contains(value.getNodeType())).isPresent());
    }

    static Optional<JsonNode> arrayContains(List<Optional<JsonNode>> values) {
        Optional<JsonNode> array = values.getFirst().filter(JsonNode::isArray);
        Optional<JsonNode> wanted = values.get(1);
        if (array.isEmpty() || wanted.isEmpty()) {
            return UNDEFINED;
        }
        return truth(array.get().valueStream().anyMatch(element -> isSame(element, wanted.get())));
    }

    private static boolean isSame(JsonNode a, JsonNode b) {
        boolean texts = a.isTextual() && b.isTextual();
        return texts ? a.textValue().equals(b.textValue()) : order(a, b).equals(OptionalInt.of(0));
    }

    /** What takes texts is undefined for all else. */
    static Optional<JsonNode> ofTexts(List<Optional<JsonNode>> values,
            java.util.function.Function<List<String>, JsonNode> meaning) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> value.filter(JsonNode::isTextual).map(JsonNode::textValue).ifPresent(texts::add));
        return texts.size() == values.size() ? Optional.of(meaning.apply(texts)) : UNDEFINED;
    }

    static Optional<JsonNode> arithmetic(char operator, List<Optional<JsonNode>> values) {
        if (!values.stream().allMatch(value -> value.filter(JsonNode::isNumber).isPresent())) {
            return UNDEFINED;
        }
        BigDecimal a = values.get(0).orElseThrow().decimalValue();
        BigDecimal b = values.get(1).orElseThrow().decimalValue();
        return switch (operator) {
            case '+' -> number(a.add(b));
            case '-' -> number(a.subtract(b));
            case '*' -> number(a.multiply(b));
            default -> b.signum() == 0 ? UNDEFINED : number(a.remainder(b));
        };
    }

    /** The order of ORDER BY: what is not there, null, truth values, numbers, texts, the rest. */
    static Comparator<Optional<JsonNode>> ordering() {
        return Comparator.<Optional<JsonNode>> comparingInt(Meanings::rank).thenComparing(Meanings::orderOfOneRank);
    }

    private static int rank(Optional<JsonNode> value) {
        return value.map(json -> switch (json.getNodeType()) {
            case NULL -> 1;
            case BOOLEAN -> 2;
            case NUMBER -> 3;
            case STRING -> 4;
            default -> 5;
        }).orElse(0);
    }

    private static int orderOfOneRank(Optional<JsonNode> a, Optional<JsonNode> b) {
        if (a.filter(JsonNode::isTextual).isPresent()) {
            return ordinal(beginning(a), beginning(b));
        }
        return a.isPresent() ? order(a.get(), b.orElseThrow()).orElse(0) : 0;
    }

    private static String beginning(Optional<JsonNode> text) {
        int[] all = text.orElseThrow().textValue().codePoints().limit(ORDERED_CHARACTERS).toArray();
        return new String(all, 0, all.length);
    }
}
