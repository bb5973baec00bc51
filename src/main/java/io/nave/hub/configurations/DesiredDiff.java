package io.nave.hub.configurations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.configurations.WantedProperties.Branch;
import io.nave.hub.configurations.WantedProperties.Leaf;
import io.nave.hub.configurations.WantedProperties.Wanted;
import io.nave.hub.twins.TwinProperties;

/**
 * How desired properties must change to be what is wanted. What a configuration wrote, as the metadata says, and nobody wants
 * any more is removed, and with it objects that become empty by that; what others wrote stays unless it is in the way, or one
 * configuration wants nothing else to be there. Confined to one thread.
 */
final class DesiredDiff {

    static final String BY = "$lastUpdatedBy";
    static final String DIGEST = "$lastUpdatedByDigest";

    private final Optional<Wish> exclusive;
    private final Map<String, StampedPatch> patches = new LinkedHashMap<>();
    private final ObjectNode told = Trees.object();
    private final ObjectNode removal = Trees.object();
    private String remover = "";

    DesiredDiff(Optional<Wish> exclusive) {
        this.exclusive = exclusive;
    }

    /** The patches in the order in which they are to be merged; none when all is well. */
    List<StampedPatch> patches(TwinProperties desired, Branch wanted) {
        remove(desired.content(), desired.metadata(), wanted, List.of());
        set(desired.content(), desired.metadata(), wanted, List.of());
        List<StampedPatch> all = new ArrayList<>();
        if (!removal.isEmpty()) {
            all.add(new StampedPatch(exclusive.map(wish -> wish.id().value()).orElse(remover), "", removal));
        }
        all.addAll(patches.values());
        return all;
    }

    /** All of them in one, as the device is told. */
    ObjectNode told() {
        return told;
    }

    /** Removes members of an object that are not wanted; answers whether none is left. */
    private boolean remove(JsonNode object, JsonNode metadata, Branch wanted, List<String> path) {
        boolean empty = true;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            Wanted beside = wanted.members().get(member.getKey());
            boolean gone = removeMember(member, metadata.path(member.getKey()), beside, path);
            empty &= gone;
        }
        return empty;
    }

    private boolean removeMember(Map.Entry<String, JsonNode> member, JsonNode metadata, @Nullable Wanted wanted,
            List<String> path) {
        List<String> place = longer(path, member.getKey());
        return switch (wanted) {
            case Leaf leaf -> false;
            case Branch branch -> {
                if (member.getValue().isObject()) {
                    remove(member.getValue(), metadata, branch, place);
                }
                yield false;
            }
            case null -> removeUnwanted(member.getValue(), metadata, place);
        };
    }

    private boolean removeUnwanted(JsonNode value, JsonNode metadata, List<String> place) {
        boolean owned = exclusive.isPresent() || metadata.has(BY);
        boolean empty = !value.isObject() || remove(value, metadata, new Branch(Map.of()), place);
        if (owned && empty) {
            noteRemoval(metadata, place);
        }
        return owned && empty;
    }

    private void noteRemoval(JsonNode metadata, List<String> place) {
        if (remover.isEmpty()) {
            remover = metadata.path(BY).asText("");
        }
        put(removal, place, JsonNodeFactory.instance.nullNode());
    }

    private void set(JsonNode content, JsonNode metadata, Branch wanted, List<String> path) {
        for (Map.Entry<String, Wanted> member : wanted.members().entrySet()) {
            JsonNode value = content.path(member.getKey());
            JsonNode stamp = metadata.path(member.getKey());
            List<String> place = longer(path, member.getKey());
            switch (member.getValue()) {
                case Leaf leaf -> setLeaf(leaf, value, stamp, place);
                case Branch branch -> set(value, stamp, branch, place);
            }
        }
    }

    private void setLeaf(Leaf leaf, JsonNode value, JsonNode stamp, List<String> place) {
        if (!isMet(leaf, value, stamp)) {
            String by = leaf.owner().id().value();
            StampedPatch patch = patches.computeIfAbsent(by,
                    id -> new StampedPatch(id, leaf.owner().digest(), Trees.object()));
            put(patch.patch(), place, leaf.value());
        }
    }

    private static boolean isMet(Leaf leaf, JsonNode value, JsonNode stamp) {
        return switch (leaf.value().getNodeType()) {
            case NULL -> value.isMissingNode();
            case OBJECT -> value.isObject();
            default -> value.equals(leaf.value()) && stamp.path(BY).asText("").equals(leaf.owner().id().value())
                    && stamp.path(DIGEST).asText("").equals(leaf.owner().digest());
        };
    }

    private void put(ObjectNode patch, List<String> place, JsonNode value) {
        Trees.put(patch, place, value);
        Trees.put(told, place, value);
    }

    private static List<String> longer(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }
}
