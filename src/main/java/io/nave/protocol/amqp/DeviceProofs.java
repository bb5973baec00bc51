package io.nave.protocol.amqp;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.nave.hub.access.Authenticator;
import io.nave.hub.access.Caller;
import io.nave.hub.access.DeviceProof;
import io.nave.hub.access.Permission;
import io.nave.hub.id.AuthChain;
import io.nave.hub.id.ClientId;

/**
 * What a connection can show for devices: their own tokens, tokens of policies that may connect devices, and the certificate of
 * its TLS handshake, in this order (device-protocols §2.4, §2.12). A token that was put is shown again for every device that
 * attaches, so this decides nothing. Confined to the connection's event loop.
 */
final class DeviceProofs {

    static final int MAX_OWN = 20_000;
    private static final int MAX_POLICIES = 100;

    private final DeviceProof certificate;
    private final Clock clock;
    private final Map<ClientId, Own> own = new HashMap<>();
    private final Map<String, OfPolicy> policies = new HashMap<>();

    private record Own(DeviceProof.Token token, Instant expiresAt) {
    }

    private record OfPolicy(Caller caller, DeviceProof.Token token) {
    }

    /** {@code certificate} is a {@link DeviceProof.Nothing} when the client showed none. */
    DeviceProofs(DeviceProof certificate, Clock clock) {
        this.certificate = certificate;
        this.clock = clock;
    }

    /** Keeps the token of a device, instead of the one before; false when there are too many. */
    boolean put(ClientId client, DeviceProof.Token token, Instant expiresAt) {
        if (own.size() >= MAX_OWN && !own.containsKey(client)) {
            return false;
        }
        own.put(client, new Own(token, expiresAt));
        return true;
    }

    /** Keeps the token of a policy that may connect devices; false when there are too many. */
    boolean put(Caller caller, DeviceProof.Token token) {
        String key = caller.name() + ' ' + String.join("/", caller.scope());
        if (policies.size() >= MAX_POLICIES && !policies.containsKey(key)) {
            return false;
        }
        policies.put(key, new OfPolicy(caller, token));
        return true;
    }

    /** A device's own token counts no more. */
    void forget(ClientId client) {
        own.remove(client);
    }

    /** The best there is for the target of a chain, which is the acting gateway's when there is one (§7). */
    DeviceProof of(AuthChain chain) {
        DeviceProof shown = of(chain.actor());
        return chain.gateways().isEmpty() || shown instanceof DeviceProof.Nothing ? shown
                : new DeviceProof.OnBehalf(chain, shown);
    }

    /** The best there is for a client. */
    DeviceProof of(ClientId client) {
        Own token = own.get(client);
        return token != null ? token.token() : byPolicy(client);
    }

    private DeviceProof byPolicy(ClientId client) {
        List<String> path = pathOf(client);
        return policies.values().stream()
                .filter(policy -> policy.caller().may(Permission.DEVICE_CONNECT) && policy.caller().covers(path))
                .max(Comparator.comparing(policy -> policy.caller().expiresAt()))
                .<DeviceProof> map(OfPolicy::token).orElse(certificate);
    }

    private static List<String> pathOf(ClientId client) {
        return client.module().map(module -> List.of("devices", client.device().value(), "modules", module.value()))
                .orElseGet(() -> List.of("devices", client.device().value()));
    }

    /** Whether nobody has put a token that still holds. A certificate alone says nothing: its device has to attach. */
    boolean isEmpty() {
        return own.isEmpty() && policies.isEmpty();
    }

    /** Whether a token was shown, be it a gateway's. */
    static boolean isByToken(DeviceProof proof) {
        return proof instanceof DeviceProof.Token || proof instanceof DeviceProof.OnBehalf behalf && isByToken(behalf.actor());
    }

    void dropExpired() {
        Instant oldest = clock.instant().minus(Authenticator.GRACE);
        own.values().removeIf(token -> token.expiresAt().isBefore(oldest));
        policies.values().removeIf(policy -> policy.caller().expiresAt().isBefore(oldest));
    }
}
