package io.nave.twins;

import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One section of a twin as the contract says it becomes (semantics §4.3, §4.4): its values, and for each node the version of
 * the
 * write that last touched it. A write touches the root, every object that it names, and every value that it sets.
 */
final class TwinModel {

    /** The version of a section that nobody wrote. */
    static final long FRESH = 1;

    private static final Branch NOTHING = new Branch(Map.of(), FRESH);

    private Branch root = NOTHING;

    /** A place in the tree. */
    sealed interface Node {
        /** Of the write that last touched this node or one below it. */
        long version();
    }

    /** A string, number, boolean or array; an array is one opaque value. */
    record Leaf(JsonNode value, long version) implements Node {
    }

    /** An object. */
    record Branch(Map<String, Node> members, long version) implements Node {
    }

    /** Merges: null deletes, objects merge, all else replaces. */
    void patch(ObjectNode patch, long version) {
        root = merged(root, TwinJson.plain(patch), version);
    }

    /** Puts another content in the place of the whole section; its null members are dropped. */
    void replace(ObjectNode content, long version) {
        root = merged(NOTHING, TwinJson.plain(content), version);
    }

    Branch root() {
        return root;
    }

    /** The section without what belongs to the hub. */
    ObjectNode values() {
        return values(root);
    }

    private static Branch merged(Branch old, ObjectNode patch, long version) {
        Map<String, Node> members = new TreeMap<>(old.members());
        patch.properties().forEach(member -> set(members, member, version));
        return new Branch(members, version);
    }

    private static void set(Map<String, Node> members, Map.Entry<String, JsonNode> member, long version) {
        String key = member.getKey();
        switch (member.getValue()) {
            case NullNode deleted -> members.remove(key);
            case ObjectNode patch -> {
                Branch old = members.get(key) instanceof Branch branch ? branch : NOTHING;
                members.put(key, merged(old, patch, version));
            }
            default -> members.put(key, new Leaf(member.getValue(), version));
        }
    }

    private static ObjectNode values(Branch branch) {
        ObjectNode object = TwinJson.newObject();
        branch.members().forEach((key, node) -> object.set(key, switch (node) {
            case Leaf leaf -> leaf.value();
            case Branch child -> values(child);
        }));
        return object;
    }
}
