package io.nave.protocol.amqp;

import java.util.List;

import io.nave.hub.access.Authenticator;
import io.nave.hub.access.Caller;
import io.nave.hub.access.DeviceAccess;
import io.nave.hub.access.DeviceProof;
import io.nave.hub.access.Peer;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/**
 * Tokens that a client shows, on {@code $cbs} or in SASL PLAIN: who it is by them is found out, and noted for the connection.
 * What holds for the connection from then on is with {@link Grants} and {@link AmqpDevices}. Confined to its event loop.
 */
final class ConnectionProofs {

    private final AmqpServices services;
    private final AmqpLoop loop;
    private final Peer peer;
    private final Grants grants;
    private final AmqpDevices devices;

    ConnectionProofs(AmqpServices services, AmqpLoop loop, Peer peer, Grants grants, AmqpDevices devices) {
        this.services = services;
        this.loop = loop;
        this.peer = peer;
        this.grants = grants;
        this.devices = devices;
    }

    /**
     * Takes a token of a device, a policy or an administrator; false when there are too many of them. Fails like
     * {@link Authenticator}.
     */
    Uni<Boolean> put(String token) {
        List<ClientId> owners = Authenticator.ownersOf(token);
        return owners.isEmpty() ? putOfCaller(token) : putOfDevice(owners, new DeviceProof.Token(token));
    }

    private Uni<Boolean> putOfCaller(String token) {
        return services.callerOf(token, peer).emitOn(loop::run)
                .map(caller -> grant(caller) && devices.put(caller, new DeviceProof.Token(token)));
    }

    /** The same for one of these devices only. */
    Uni<Boolean> putOfDevice(List<ClientId> owners, DeviceProof.Token token) {
        Uni<DeviceAccess> first = prove(owners.getFirst(), token);
        Uni<DeviceAccess> found = owners.size() == 1 ? first
                : first.onFailure().recoverWithUni(() -> prove(owners.getLast(), token));
        return found.emitOn(loop::run).map(access -> devices.put(access, token));
    }

    private Uni<DeviceAccess> prove(ClientId client, DeviceProof proof) {
        return services.authenticator().connect(client, proof, peer);
    }

    /** Takes a caller who has proved who he is otherwise; false when there are too many. */
    boolean grant(Caller caller) {
        return grants.add(caller);
    }
}
