package io.nave.hub.configurations;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What all configurations together want of a twin's desired properties, as a tree whose leaves each belong to one of them
 * (semantics §7.2: conflicts are resolved for each path). Whoever comes first keeps a place; what lies above or below it is not
 * given to others, what lies beside it is. Confined to one thread.
 */
final class WantedProperties {

    private final Branch root = new Branch(new TreeMap<>());
    private boolean closed;

    /** A part of the tree. */
    sealed interface Wanted {
    }

    /** A value, null to remove what is there, and whose it is. An object here is empty. */
    record Leaf(JsonNode value, Wish owner) implements Wanted {
    }

    record Branch(Map<String, Wanted> members) implements Wanted {
    }

    /** Adds what a lower one wants. Answers whether it got a place for any of it, or wants nothing. */
    boolean add(Wish wish) {
        if (closed) {
            return false;
        }
        int wanted = 0;
        int placed = 0;
        for (Setting leaf : leaves(wish)) {
            wanted++;
            placed += place(leaf, wish) ? 1 : 0;
        }
        closed = wish.exclusive();
        return placed > 0 || wanted == 0;
    }

    private static List<Setting> leaves(Wish wish) {
        List<Setting> leaves = new ArrayList<>();
        wish.settings().forEach(setting -> addLeaves(setting.path(), setting.value(), leaves));
        return leaves;
    }

    private static void addLeaves(List<String> path, JsonNode value, List<Setting> leaves) {
        if (value.isObject() && !value.isEmpty()) {
            value.properties().forEach(member -> addLeaves(longer(path, member.getKey()), member.getValue(), leaves));
        } else if (!path.isEmpty()) {
            leaves.add(new Setting(path, value));
        }
    }

    private static List<String> longer(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private boolean place(Setting leaf, Wish owner) {
        Branch place = root;
        for (String name : leaf.path().subList(0, leaf.path().size() - 1)) {
            if (!(place.members().computeIfAbsent(name, n -> new Branch(new TreeMap<>())) instanceof Branch deeper)) {
                return false;
            }
            place = deeper;
        }
        return place.members().putIfAbsent(leaf.path().getLast(), new Leaf(leaf.value(), owner)) == null;
    }

    /** The whole. */
    Branch root() {
        return root;
    }
}
