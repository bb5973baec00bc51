package io.nave.hub.identity;

import java.util.List;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;

/** Turns what was asked for into where a device stands behind gateways (semantics §7.5, service-protocols §5.1). */
final class EdgeRules {

    private static final int MAX_SCOPE = 512;

    private EdgeRules() {
    }

    /** Of a new device. Fails with INVALID_DEVICE_SCOPE. */
    static EdgeScope ofNew(EdgeRequest wanted, DeviceId device, String generationId) {
        return wanted.iotEdge().orElse(false)
                ? ofNewEdge(wanted, EdgeScope.ofEdge(device, generationId, parents(wanted, List.of())), device)
                : ofLeaf(wanted, EdgeScope.NONE);
    }

    /** A gateway that comes from an export keeps the scope it had, because the devices behind it name it (semantics §7.3). */
    private static EdgeScope ofNewEdge(EdgeRequest wanted, EdgeScope made, DeviceId device) {
        return wanted.deviceScope().filter(scope -> EdgeScope.isOfEdge(scope, device))
                .map(scope -> new EdgeScope(true, scope, made.parentScopes())).orElseGet(() -> ofEdge(wanted, made));
    }

    /** Of a device that stands somewhere already; what was left out stays. Fails with INVALID_DEVICE_SCOPE. */
    static EdgeScope ofChanged(EdgeRequest wanted, Device present) {
        EdgeScope before = present.scope();
        if (!wanted.iotEdge().orElse(before.iotEdge())) {
            return ofLeaf(wanted, before.iotEdge() ? EdgeScope.NONE : before);
        }
        List<String> parents = parents(wanted, before.iotEdge() ? before.parentScopes() : List.of());
        return ofEdge(wanted, before.iotEdge() ? new EdgeScope(true, before.deviceScope(), parents)
                : EdgeScope.ofEdge(present.id(), present.generationId(), parents));
    }

    /** A gateway's own scope is made by the hub and never changes; naming it is allowed, naming another is not. */
    private static EdgeScope ofEdge(EdgeRequest wanted, EdgeScope made) {
        String named = wanted.deviceScope().orElse("");
        if (!named.isEmpty() && !named.equals(made.deviceScope())) {
            throw invalid("The deviceScope of an IoT Edge device is made by the hub and cannot be set");
        }
        return made;
    }

    /** The scope of a leaf and its parent are the same thing said twice; either says it. */
    private static EdgeScope ofLeaf(EdgeRequest wanted, EdgeScope before) {
        if (wanted.deviceScope().isEmpty() && wanted.parentScopes().isEmpty()) {
            return before;
        }
        List<String> parents = parents(wanted, List.of());
        String scope = check(
                wanted.deviceScope().filter(s -> !s.isEmpty()).orElse(parents.isEmpty() ? "" : parents.getFirst()));
        if (!parents.isEmpty() && !parents.getFirst().equals(scope)) {
            throw invalid("The parentScopes of a device are its deviceScope");
        }
        return EdgeScope.ofLeaf(scope);
    }

    private static List<String> parents(EdgeRequest wanted, List<String> before) {
        List<String> parents = wanted.parentScopes().orElse(before);
        if (parents.size() > 1) {
            throw invalid("A device has at most one parent scope");
        }
        parents.forEach(EdgeRules::check);
        return parents.stream().filter(scope -> !scope.isEmpty()).toList();
    }

    private static String check(String scope) {
        if (scope.length() > MAX_SCOPE || scope.chars().anyMatch(c -> c < ' ')) {
            throw invalid("A scope has at most " + MAX_SCOPE + " characters and no control characters");
        }
        return scope;
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.INVALID_DEVICE_SCOPE, detail);
    }
}
