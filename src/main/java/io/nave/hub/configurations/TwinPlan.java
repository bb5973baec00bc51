package io.nave.hub.configurations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What becomes of one twin: patches to be merged, all of them in one as the device is told, and the status of each
 * configuration. Made for the version of the twin that it came from. The trees are not to be changed.
 */
public record TwinPlan(TargetTwin target, List<StampedPatch> patches, ObjectNode told, Map<String, String> states) {

    // in lower case, because the Java client reads nothing else; queries compare without case

    /** The twin meets the condition, but others set all that this one would. */
    static final String TARGETED = "targeted";
    /** It is written to the desired properties; what the device makes of it is another matter. */
    static final String APPLIED = "applied";

    public TwinPlan {
        patches = List.copyOf(patches);
        states = Map.copyOf(states);
    }

    /** By what configurations wish of it, the first being the one that wins. */
    static TwinPlan of(TargetTwin target, List<Wish> byRank) {
        WantedProperties wanted = new WantedProperties();
        Map<String, String> states = new LinkedHashMap<>();
        for (Wish wish : byRank) {
            boolean placed = wanted.add(wish);
            if (wish.shown()) {
                states.put(wish.id().value(), placed ? APPLIED : TARGETED);
            }
        }
        DesiredDiff diff = new DesiredDiff(byRank.stream().filter(Wish::exclusive).findFirst());
        List<StampedPatch> patches = diff.patches(target.twin().desired(), wanted.root());
        return new TwinPlan(target, patches, diff.told(), states);
    }

    /** The same without what cannot be written. */
    TwinPlan withoutPatches() {
        Map<String, String> targeted = new LinkedHashMap<>();
        states.keySet().forEach(id -> targeted.put(id, TARGETED));
        return new TwinPlan(target, List.of(), Trees.object(), targeted);
    }

    /** Whether it is about the module that says which modules an Edge device has. */
    boolean isOfAgent() {
        return target.client().module().filter(TwinPlans.EDGE_AGENT::equals).isPresent();
    }

    /** Whether the twin is as it should be. */
    boolean isMet() {
        return patches.isEmpty() && states.equals(target.states());
    }
}
