package io.nave.protocol.amqp;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.qpid.proton.engine.Link;

import io.nave.hub.access.Caller;
import io.nave.hub.access.DeviceAccess;
import io.nave.hub.access.DeviceProof;
import io.nave.hub.access.Peer;
import io.nave.hub.access.Permission;
import io.nave.hub.id.AuthChain;
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

    /**
     * A link of one of these: of the first of whom anything was shown. Returns what it is to the connection; fails with
     * ARGUMENT_INVALID when it names gateways that cannot be.
     */
    AmqpLink attach(Link link, DeviceAddress address) {
        AuthChain chain = chainOf(link, address.clients());
        AmqpDevice device = devices.computeIfAbsent(chain.target(), id -> new AmqpDevice(shared, chain, this::gone));
        DeviceLink ours = new DeviceLink(link, address.node(), device);
        device.attach(ours, proofs.of(chain));
        return ours;
    }

    private AuthChain chainOf(Link link, List<ClientId> clients) {
        Optional<String> text = LinkProperties.of(link, LinkProperties.AUTH_CHAIN);
        if (text.isPresent()) {
            ClientId named = clients.stream().filter(client -> text.get().startsWith(client.toString())).findFirst()
                    .orElse(clients.getFirst());
            return AuthChain.parse(text.get(), named);
        }
        return new AuthChain(clients.stream().filter(this::isShown).findFirst().orElse(clients.getFirst()), List.of());
    }

    private boolean isShown(ClientId client) {
        return !(proofs.of(client) instanceof DeviceProof.Nothing);
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
        boolean kept = proofs.put(client, token, access.expiresAt());
        if (client.equals(AuthChain.edgeHubOf(client.device()))) { // nobody else acts for others, and tokens are many
            proveAgain(devices.values().stream().filter(other -> other.isBehind(client)).toList());
        }
        return kept;
    }

    /** A policy's token was put; false when there are too many. Devices that it may connect rest on it from now on. */
    boolean put(Caller caller, DeviceProof.Token token) {
        if (!caller.may(Permission.DEVICE_CONNECT)) {
            return true;
        }
        boolean kept = proofs.put(caller, token);
        proveAgain(devices.values().stream().filter(AmqpDevice::isByPolicy).toList());
        return kept;
    }

    /** These rest on something that was renewed. */
    private void proveAgain(List<AmqpDevice> resting) {
        Multi.createFrom().iterable(resting).onItem().transformToUni(device -> device.proveAgain(proofs.of(device.chain())))
                .merge(RENEW_AT_ONCE).subscribe().with(done -> {
                    // each device has been told
                });
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
