package io.nave.hub.configurations;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes plans for tests of stores. */
public final class Plans {

    private Plans() {
    }

    /** A configuration has this patch applied. */
    public static TwinPlan applying(TargetTwin target, String id, ObjectNode patch) {
        return new TwinPlan(target, List.of(new StampedPatch(id, "digest", patch)), patch, Map.of(id, TwinPlan.APPLIED));
    }

    /** A configuration is for the twin and has nothing of its own there. */
    public static TwinPlan targeting(TargetTwin target, String id) {
        return new TwinPlan(target, List.of(), Trees.object(), Map.of(id, TwinPlan.TARGETED));
    }
}
