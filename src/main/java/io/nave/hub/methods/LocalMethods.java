package io.nave.hub.methods;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/**
 * The methods of whoever is connected to this replica; so many at a time, and the next one is refused. Safe for all threads.
 */
@Singleton
final class LocalMethods {

    private final ConnectionTable connections;
    private final MethodLimits limits;
    private final ConcurrentMap<DeviceConnection, Integer> inFlight = new ConcurrentHashMap<>();

    LocalMethods(ConnectionTable connections, MethodLimits limits) {
        this.connections = connections;
        this.limits = limits;
    }

    /** Whether a connection of the client is here, also one that takes no methods. */
    boolean isHere(ClientId client) {
        return connections.find(client).isPresent();
    }

    /** Completes when the device answered, or is known not to; on any thread. */
    Uni<MethodAnswer> invoke(ClientId client, MethodRequest request) {
        return connections.find(client).map(connection -> invoke(connection, request))
                .orElseGet(() -> Uni.createFrom().item(MethodAnswer.NOT_ONLINE));
    }

    private Uni<MethodAnswer> invoke(DeviceConnection connection, MethodRequest request) {
        return Uni.createFrom().emitter(caller -> invoke(connection, request, caller::complete));
    }

    /** Whoever asked may have gone by the time of the answer; until then it counts all the same. */
    private void invoke(DeviceConnection connection, MethodRequest request, Consumer<MethodAnswer> caller) {
        if (inFlight.merge(connection, 1, Integer::sum) > limits.maxInFlight()) {
            ended(connection);
            caller.accept(MethodAnswer.TOO_MANY);
        } else {
            connection.invoke(request, answer -> answered(connection, answer, caller));
        }
    }

    private void answered(DeviceConnection connection, MethodAnswer answer, Consumer<MethodAnswer> caller) {
        ended(connection);
        caller.accept(answer);
    }

    private void ended(DeviceConnection connection) {
        inFlight.computeIfPresent(connection, (same, count) -> count == 1 ? null : count - 1);
    }
}
