package io.nave.hub.identity;

import java.util.List;

import io.nave.hub.id.DeviceId;

/**
 * Where a device stands behind gateways (semantics §7.5): {@code deviceScope} is the gateway's own scope, or for a leaf that of
 * the gateway it may connect through; {@code parentScopes} are those of the gateways above it, one at most. Empty is none.
 */
public record EdgeScope(boolean iotEdge, String deviceScope, List<String> parentScopes) {

    /** Of a device behind no gateway. */
    public static final EdgeScope NONE = new EdgeScope(false, "", List.of());

    private static final String PREFIX = "ms-azure-iot-edge://";

    public EdgeScope {
        parentScopes = List.copyOf(parentScopes);
    }

    /** Of a gateway: a scope of its own that never changes. */
    static EdgeScope ofEdge(DeviceId device, String generationId, List<String> parentScopes) {
        return new EdgeScope(true, PREFIX + device + "-" + generationId, parentScopes);
    }

    /** Whether who stands here is directly behind the gateway that stands there. */
    public boolean isBehind(EdgeScope gateway) {
        return gateway.iotEdge && parentScopes.contains(gateway.deviceScope);
    }

    /** Whether the scope is one that a hub has made for a gateway of this id. */
    static boolean isOfEdge(String scope, DeviceId device) {
        String own = PREFIX + device + "-";
        return scope.startsWith(own) && scope.substring(own.length()).matches("\\d{1,20}");
    }

    /** Of a leaf behind the gateway with this scope. */
    static EdgeScope ofLeaf(String scope) {
        return scope.isEmpty() ? NONE : new EdgeScope(false, scope, List.of(scope));
    }
}
