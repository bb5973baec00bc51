package io.nave.hub.connections;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.ConnectionProof.Evidence;
import io.nave.hub.id.DeviceId;

/**
 * Which connections rest on which gateways, so that nobody has to look through all connections when a gateway changes. Safe for
 * all threads.
 */
final class BehindGateways {

    private final ConcurrentMap<DeviceId, Set<DeviceConnection>> behind = new ConcurrentHashMap<>();

    void enter(DeviceConnection connection) {
        for (DeviceId gateway : gatewaysOf(connection)) {
            behind.compute(gateway, (id, present) -> with(present, connection));
        }
    }

    void leave(DeviceConnection connection) {
        for (DeviceId gateway : gatewaysOf(connection)) {
            behind.computeIfPresent(gateway, (id, present) -> without(present, connection));
        }
    }

    /** The connections on whose way this gateway stands. */
    List<DeviceConnection> of(DeviceId gateway) {
        return List.copyOf(behind.getOrDefault(gateway, Set.of()));
    }

    private static List<DeviceId> gatewaysOf(DeviceConnection connection) {
        return connection.proof().evidence() instanceof Evidence.OnBehalf behalf ? behalf.chain().gateways() : List.of();
    }

    private static Set<DeviceConnection> with(@Nullable Set<DeviceConnection> present, DeviceConnection connection) {
        Set<DeviceConnection> more = present == null ? ConcurrentHashMap.newKeySet() : present;
        more.add(connection);
        return more;
    }

    private static @Nullable Set<DeviceConnection> without(Set<DeviceConnection> present, DeviceConnection connection) {
        present.remove(connection);
        return present.isEmpty() ? null : present;
    }
}
