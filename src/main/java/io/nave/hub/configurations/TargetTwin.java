package io.nave.hub.configurations;

import java.util.Map;

import io.nave.hub.id.ClientId;
import io.nave.hub.twins.Twin;

/**
 * A twin that configurations may be for: whether it is one of an Edge device or its modules, and which configurations it has,
 * each with its status.
 */
public record TargetTwin(Twin twin, boolean ofEdge, Map<String, String> states) {

    public TargetTwin {
        states = Map.copyOf(states);
    }

    ClientId client() {
        return twin.client();
    }

    boolean isModule() {
        return client().module().isPresent();
    }
}
