package io.nave.queries;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.TextNode;

/** Makes conditions of all parts of the language, most of them about what RandomDocuments makes. */
final class RandomQueries {

    private static final List<List<String>> ATTRIBUTES = List.of(List.of("deviceId"), List.of("status"), List.of("version"),
            List.of("capabilities", "iotEdge"), List.of("x509Thumbprint", "primaryThumbprint"), List.of("moduleId"),
            List.of("etag"), List.of("statusReason"), List.of("statusUpdateTime"), List.of("authenticationType"),
            List.of("tags"),
            List.of("properties", "desired", "$version"), List.of("properties", "reported", "$version"), List.of("location"),
            List.of("properties", "desired", "$metadata", "a", "$lastUpdatedVersion"), List.of("parentScopes"),
            List.of("connectionState"), List.of("lastActivityTime"), List.of("cloudToDeviceMessageCount"),
            List.of("x509Thumbprint"), List.of("deviceId", "a"), List.of("capabilities"), List.of("tags", "x.y", "a"));
    private static final List<JsonNodeType> PRIMITIVES = List.of(JsonNodeType.BOOLEAN, JsonNodeType.NUMBER, JsonNodeType.STRING,
            JsonNodeType.NULL);

    private final Random random;
    private final RandomDocuments documents;

    RandomQueries(Random random) {
        this.random = random;
        this.documents = new RandomDocuments(random);
    }

    Term condition(int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 5)) {
            case 0, 1, 2 -> comparison(path(), random.nextInt(4) == 0 ? path() : constant());
            case 3 -> within();
            case 4 -> test();
            case 5 -> logic(depth, " AND ", false);
            case 6 -> logic(depth, " OR ", true);
            case 7 -> negated(condition(depth - 1));
            case 8 -> comparison(value(depth), value(depth));
            default -> value(depth);
        };
    }

    private static Term negated(Term inner) {
        return new Term("NOT (" + inner.text() + ")", (twin, values) -> Meanings.not(values), inner);
    }

    private Term logic(int depth, String word, boolean deciding) {
        Term left = condition(depth - 1);
        Term right = condition(depth - 1);
        return new Term("(" + left.text() + ")" + word + "(" + right.text() + ")",
                (twin, values) -> Meanings.logic(deciding, values), left, right);
    }

    private Term comparison(Term left, Term right) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> comparison(left, " = ", right, order -> order == 0);
            case 2 -> new Term(left.text() + " <> " + right.text(),
                    (twin, values) -> Meanings.compare(values, order -> order != 0, true), left, right);
            case 3 -> comparison(left, " < ", right, order -> order < 0);
            case 4 -> comparison(left, " >= ", right, order -> order >= 0);
            default -> comparison(left, " <= ", right, order -> order <= 0);
        };
    }

    private static Term comparison(Term left, String operator, Term right, IntPredicate holds) {
        return new Term(left.text() + operator + right.text(), (twin, values) -> Meanings.compare(values, holds, false), left,
                right);
    }

    private Term within() {
        List<Term> all = new ArrayList<>(List.of(path()));
        for (int i = 0; i <= random.nextInt(4); i++) {
            all.add(constant());
        }
        boolean negated = random.nextBoolean();
        String list = all.stream().skip(1).map(Term::text).collect(Collectors.joining(", "));
        return new Term(all.getFirst().text() + (negated ? " NIN [" : " in [") + list + "]",
                (twin, values) -> Meanings.within(values, negated), all);
    }

    private Term test() {
        Term value = random.nextInt(5) == 0 ? value(0) : path();
        return switch (random.nextInt(7)) {
            case 0, 1 -> new Term("is_defined(" + value.text() + ")",
                    (twin, values) -> Meanings.truth(values.getFirst().isPresent()), value);
            case 2 -> isOf("IS_STRING", value, List.of(JsonNodeType.STRING));
            case 3 -> isOf("IS_NULL", value, List.of(JsonNodeType.NULL));
            case 4 -> isOf("is_primitive", value, PRIMITIVES);
            case 5 -> isOf("is_array", value, List.of(JsonNodeType.ARRAY));
            default -> arrayContains(value, constant());
        };
    }

    private static Term isOf(String name, Term value, List<JsonNodeType> types) {
        return new Term(name + "(" + value.text() + ")", (twin, values) -> Meanings.isOf(values, types), value);
    }

    private static Term arrayContains(Term array, Term element) {
        return new Term("array_contains(" + array.text() + ", " + element.text() + ")",
                (twin, values) -> Meanings.arrayContains(values), array, element);
    }

    private Term value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 2)) {
            case 0, 1 -> random.nextBoolean() ? path() : constant();
            case 2 -> arithmetic(path(), numeric(depth));
            case 3 -> arithmetic(numeric(depth), numeric(depth));
            case 4 -> ofTexts("startswith", path(), textual(), texts -> node(texts.get(0).startsWith(texts.get(1))));
            case 5 -> ofTexts("ENDS_WITH", path(), textual(), texts -> node(texts.get(0).endsWith(texts.get(1))));
            case 6 -> ofTexts("contains", path(), textual(), texts -> node(texts.get(0).contains(texts.get(1))));
            case 7 -> ofTexts("concat", path(), textual(), texts -> TextNode.valueOf(texts.get(0) + texts.get(1)));
            default -> length(path());
        };
    }

    private static JsonNode node(boolean truth) {
        return Meanings.truth(truth).orElseThrow();
    }

    private static Term length(Term text) {
        return new Term("length(" + text.text() + ")",
                (twin, values) -> Meanings.ofTexts(values, RandomQueries::characters), text);
    }

    private static JsonNode characters(List<String> texts) {
        return IntNode.valueOf((int) texts.getFirst().codePoints().count());
    }

    private static Term ofTexts(String name, Term a, Term b, java.util.function.Function<List<String>, JsonNode> meaning) {
        return new Term(name + "(" + a.text() + ", " + b.text() + ")", (twin, values) -> Meanings.ofTexts(values, meaning), a,
                b);
    }

    private Term arithmetic(Term left, Term right) {
        char operator = "+-*%".charAt(random.nextInt(4));
        return new Term("(" + left.text() + " " + operator + " " + right.text() + ")",
                (twin, values) -> Meanings.arithmetic(operator, values), left, right);
    }

    private Term numeric(int depth) {
        return depth > 0 && random.nextInt(3) == 0 ? value(depth - 1) : constant(documents.number());
    }

    private Term textual() {
        return random.nextInt(4) == 0 ? path() : constant(documents.text());
    }

    Term path() {
        return path(random.nextInt(3) == 0 ? ATTRIBUTES.get(random.nextInt(ATTRIBUTES.size())) : names());
    }

    private List<String> names() {
        List<List<String>> sections = List.of(List.of("tags"), List.of("properties", "desired"),
                List.of("properties", "reported"));
        Stream<String> section = sections.get(random.nextInt(sections.size())).stream();
        return Stream.concat(section, Stream.generate(documents::name).limit(1 + random.nextInt(2))).toList();
    }

    private Term path(List<String> names) {
        String text = names.stream().map(this::written).collect(Collectors.joining("."));
        return new Term((random.nextInt(4) == 0 ? "devices." : "") + text, (twin, values) -> Meanings.path(twin, names));
    }

    private String written(String name) {
        return name.matches("[$A-Za-z0-9_]+") && random.nextInt(4) > 0 ? name : "[[" + name + "]]";
    }

    private Term constant() {
        return switch (random.nextInt(12)) {
            case 0 -> new Term("undefined", (twin, values) -> java.util.Optional.empty());
            case 1 -> constant("null");
            case 2, 3 -> constant(random.nextBoolean() ? "true" : "false");
            case 4, 5, 6 -> constant(documents.number());
            default -> constant(documents.text());
        };
    }

    /** JSON texts of numbers and words are constants of the language too. */
    private static Term constant(String json) {
        JsonNode value = io.nave.hub.json.TwinText.array(("[" + json + "]").getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .get(0);
        return constant(value);
    }

    private static Term constant(JsonNode value) {
        String text = value.isTextual() ? "'" + value.textValue().replace("\\", "\\\\").replace("'", "\\'") + "'"
                : value.toString();
        return new Term(text, (twin, values) -> java.util.Optional.of(value));
    }
}
