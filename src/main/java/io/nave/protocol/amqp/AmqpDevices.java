package io.nave.protocol.amqp;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.qpid.proton.engine.Link;

import io.nave.hub.access.Caller;
import io.nave.hub.access.DeviceAccess;
import io.nave.hub.access.DeviceProof;
import io.nave.hub.access.Peer;
import io.nave.hub.access.Permission;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;

/**
 * The devices of a connection, each with its own rights, presence and fate (device-protocols §2.12). Confined to the
 * connection's event loop.
 */
final class AmqpDevices {

    private static final int RENEW_AT_ONCE = 64;

    private final Shared shared;
    private final DeviceProofs proofs;
    private final Map<ClientId, AmqpDevice> devices = new HashMap<>();

    /** What the devices of a connection have in common. */
    record Shared(AmqpServices services, AmqpTransport transport, AmqpLoop loop, BlockedLinks blocked, UnstoredBytes unstored,
            PartialBytes partial, StoredMessages stored, Peer peer) {

        static Shared of(AmqpServices services, AmqpTransport transport, AmqpLoop loop) {
            return new Shared(services, transport, loop, new BlockedLinks(), new UnstoredBytes(transport), new PartialBytes(),
                    new StoredMessages(transport, loop), transport.peer());
        }
    }

    AmqpDevices(Shared shared) {
        this.shared = shared;
        this.proofs = new DeviceProofs(shared.transport().certificate(), shared.services().clock());
    }

    /** A link of one of these: of the first of whom anything was shown. Returns what it is to the connection. */
    AmqpLink attach(Link link, DeviceAddress address) {
        ClientId client = address.clients().stream().filter(this::isShown).findFirst().orElse(address.clients().getFirst());
        AmqpDevice device = devices.computeIfAbsent(client, id -> new AmqpDevice(shared, id, this::gone));
        DeviceLink ours = new DeviceLink(link, address.node(), device);
        device.attach(ours, proofs.of(client));
        return ours;
    }

    private boolean isShown(ClientId client) {
        return !DeviceProofs.isNothing(proofs.of(client));
    }

    private void gone(AmqpDevice device) {
        devices.remove(device.client(), device);
    }

    /** A device's own token was put; false when there are too many. */
    boolean put(DeviceAccess access, DeviceProof.Token token) {
        ClientId client = access.origin().client();
        AmqpDevice device = devices.get(client);
        if (device != null) {
            device.renew(access);
        }
        return proofs.put(client, token, access.expiresAt());
    }

    /** A policy's token was put; false when there are too many. Devices that it may connect rest on it from now on. */
    boolean put(Caller caller, DeviceProof.Token token) {
        if (!caller.may(Permission.DEVICE_CONNECT)) {
            return true;
        }
        boolean kept = proofs.put(caller, token);
        List<AmqpDevice> resting = devices.values().stream().filter(AmqpDevice::isByPolicy).toList();
        Multi.createFrom().iterable(resting).onItem().transformToUni(device -> device.proveAgain(proofs.of(device.client())))
                .merge(RENEW_AT_ONCE).subscribe().with(done -> {
                    // each device has been told
                });
        return kept;
    }

    /** Whether nothing was shown for any device, and none is connected. */
    boolean isEmpty() {
        return proofs.isEmpty() && devices.values().stream().noneMatch(AmqpDevice::isConnected);
    }

    void tick() {
        Instant now = shared.services().clock().instant();
        proofs.dropExpired();
        List.copyOf(devices.values()).forEach(device -> device.tick(now));
    }
}
