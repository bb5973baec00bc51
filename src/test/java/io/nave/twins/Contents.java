package io.nave.twins;

import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Contents of a section, as JSON, that lie on a limit or beside it (semantics §4.2). */
final class Contents {

    private static final int NAME = 3;
    private static final int LARGEST_MEMBER = 4000;

    private Contents() {
    }

    /** An object of one member. */
    static String member(String key, String value) {
        ObjectNode object = TwinJson.newObject();
        object.put(key, value);
        return object.toString();
    }

    /** A text of that many bytes in UTF-8, made of the unit as far as it goes. */
    static String text(int bytes, String unit) {
        int size = unit.getBytes(StandardCharsets.UTF_8).length;
        return unit.repeat(bytes / size) + "x".repeat(bytes % size);
    }

    /** Members k00, k01, ... whose names and texts have that many bytes together; three at least. */
    static String ofSize(int bytes, String unit) {
        ObjectNode object = TwinJson.newObject();
        for (int rest = bytes; rest > 0;) {
            int member = rest <= LARGEST_MEMBER ? rest : Math.min(LARGEST_MEMBER, rest - 100);
            object.put("k%02d".formatted(object.size()), text(member - NAME, unit));
            rest -= member;
        }
        return object.toString();
    }

    /** The same, of ASCII. */
    static String ofSize(int bytes) {
        return ofSize(bytes, "x");
    }

    /** As many objects as that, one in the other below the root, and this JSON as a property in the innermost. */
    static String objects(int depth, String property) {
        String json = "{\"property\":" + property + "}";
        for (int level = depth; level > 0; level--) {
            json = "{\"l" + level + "\":" + json + "}";
        }
        return json;
    }

    /** As many arrays as that, one in the other. */
    static String arrays(int depth) {
        return "{\"a\":" + "[".repeat(depth) + 1 + "]".repeat(depth) + "}";
    }
}
