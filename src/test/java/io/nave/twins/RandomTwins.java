package io.nave.twins;

import java.util.List;
import java.util.Optional;
import java.util.Random;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.twins.TwinHistory.Change;

/**
 * Makes contents for twins, all of them within the limits: from few names, so that writers meet, and small enough that no
 * section can grow too large.
 */
final class RandomTwins {

    private static final List<String> NAMES = List.of("a", "A", "tempé", "x#", "0");
    private static final List<String> TEXTS = List.of("", "on", "2024-05-01T10:00:00.0000000Z", "2024-05-01T10:00:00+02:00",
            "😀 né",
            "\"quoted\" \\ /", "line\nand\ttab", "5", "null", "e\u0301 is not \u00e9", "</b>\u2028", "\u0001\u007f");
    private static final double[] NUMBERS = { 5.0, 0.1, -2.5, 1e300, 1e-7, 100.0 };
    private static final long[] WHOLE_NUMBERS = { 0, 5, -1, 4_503_599_627_370_495L, -4_503_599_627_370_496L, 1L << 31 };
    private static final int DESIRED_DEPTH = 3;
    private static final int TAGS_DEPTH = 2;

    private final Random random;

    RandomTwins(Random random) {
        this.random = random;
    }

    /** Whether something happens that happens once in so many times. */
    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** A PATCH of tags, of desired properties, or of both. */
    Change patch() {
        int what = random.nextInt(4);
        Optional<ObjectNode> tags = what == 0 || what == 1 ? Optional.of(patch(TAGS_DEPTH)) : Optional.empty();
        return new Change(false, tags, what == 0 ? Optional.empty() : Optional.of(desired()));
    }

    /** A PUT of tags, of desired properties, or of both; it may clear them. */
    Change put() {
        int what = random.nextInt(3);
        Optional<ObjectNode> tags = what == 0 ? Optional.empty() : Optional.of(content(TAGS_DEPTH));
        return new Change(true, tags, what == 1 ? Optional.empty() : Optional.of(content(DESIRED_DEPTH)));
    }

    /** What a device reports. */
    ObjectNode reported() {
        return patch(DESIRED_DEPTH);
    }

    /** Some back ends send back what they read, with members that are the hub's. */
    private ObjectNode desired() {
        ObjectNode patch = patch(DESIRED_DEPTH);
        if (oneIn(10)) {
            patch.put("$version", 1);
            patch.putObject("$metadata").put("$lastUpdated", "2020-01-01T00:00:00.0000000Z");
        }
        return patch;
    }

    private ObjectNode content(int depth) {
        return oneIn(8) ? TwinJson.newObject() : patch(depth);
    }

    /** Never empty; read from text, so that its numbers have the types that a reader of the twin finds. */
    private ObjectNode patch(int depth) {
        return TwinJson.object(filled(depth).toString());
    }

    private ObjectNode filled(int depth) {
        ObjectNode object = TwinJson.newObject();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            setMember(object, NAMES.get(random.nextInt(NAMES.size())), depth);
        }
        return object;
    }

    private void setMember(ObjectNode object, String name, int depth) {
        switch (random.nextInt(depth > 1 ? 9 : 6)) {
            case 0 -> object.putNull(name);
            case 1 -> object.put(name, TEXTS.get(random.nextInt(TEXTS.size())));
            case 2 -> object.put(name, WHOLE_NUMBERS[random.nextInt(WHOLE_NUMBERS.length)]);
            case 3 -> object.put(name, NUMBERS[random.nextInt(NUMBERS.length)]);
            case 4 -> object.put(name, random.nextBoolean());
            case 5 -> fill(object.putArray(name));
            case 6 -> object.putObject(name);
            default -> object.set(name, filled(depth - 1));
        }
    }

    private void fill(ArrayNode array) {
        for (int i = random.nextInt(3); i > 0; i--) {
            array.add(TEXTS.get(random.nextInt(TEXTS.size()))).add(random.nextInt(9)).add(0.5);
        }
        if (oneIn(3)) {
            array.addObject().put("a", random.nextInt(9)).putArray("in").add(true);
        }
    }
}
