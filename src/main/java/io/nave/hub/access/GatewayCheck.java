package io.nave.hub.access;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.ConnectionProof.Evidence;
import io.nave.hub.id.AuthChain;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.GatewayPath;
import io.nave.hub.identity.IdentityStore;
import io.nave.hub.identity.IdentityStore.ConnectingIdentity;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.MessageOrigin;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Decides for whom a gateway that has proved who it is may connect: for the devices and modules below it (device-protocols §7).
 */
@Singleton
public final class GatewayCheck {

    /** Leaves room for the gateways that the chains have in common. */
    private static final int AT_A_TIME = IdentityStore.MAX_AT_ONCE - AuthChain.MAX_GATEWAYS;

    private final IdentityStore identities;

    public GatewayCheck(IdentityStore identities) {
        this.identities = identities;
    }

    /** Those of these chains that hold, all of which have the same gateways. */
    Uni<Set<AuthChain>> holding(List<AuthChain> chains) {
        return Multi.createFrom().iterable(chains).group().intoLists().of(AT_A_TIME)
                .onItem().transformToUniAndConcatenate(this::holdingAmong)
                .collect().in(HashSet::new, Set::addAll);
    }

    private Uni<List<AuthChain>> holdingAmong(List<AuthChain> chains) {
        Set<DeviceId> ids = chains.stream().flatMap(chain -> chain.devices().stream()).collect(Collectors.toSet());
        return identities.findAll(ids).map(GatewayPath::new).map(path -> chains.stream().filter(path::holds).toList());
    }

    /**
     * What the target of the chain is let in with, once its actor was. Fails with DEVICE_NOT_FOUND, MODULE_NOT_FOUND,
     * DEVICE_DISABLED, or IOT_HUB_UNAUTHORIZED when the target is not below the actor.
     */
    Uni<DeviceAccess> accept(AuthChain chain, DeviceAccess actor) {
        return Uni.combine().all().unis(identities.findConnecting(chain.target()), identities.findAll(chain.devices()))
                .with((target, devices) -> accept(chain, target, devices, actor));
    }

    private static DeviceAccess accept(AuthChain chain, Optional<ConnectingIdentity> found, List<Device> devices,
            DeviceAccess actor) {
        ConnectingIdentity target = DeviceCheck.requireThere(chain.target(), found);
        if (!new GatewayPath(devices).holds(chain)) {
            throw DeviceCheck.unauthorized("the device is not in the scope of this gateway");
        }
        DeviceCheck.requireEnabled(target);
        Evidence shown = actor.proof().evidence();
        String generation = target.generationId();
        return new DeviceAccess(new MessageOrigin(target.client(), generation, method(target.client(), shown)),
                actor.expiresAt(),
                new ConnectionProof(generation, actor.proof().peer(),
                        new Evidence.OnBehalf(chain, actor.proof().generationId(), shown)),
                target.session());
    }

    /** As if the target had shown the like itself. */
    private static AuthMethod method(ClientId target, Evidence shown) {
        boolean module = target.module().isPresent();
        return switch (shown) {
            case Evidence.PolicyKey key -> AuthMethod.HUB_SAS;
            case Evidence.OwnKey key -> module ? AuthMethod.MODULE_SAS : AuthMethod.DEVICE_SAS;
            case Evidence.SelfSigned certificate -> module ? AuthMethod.MODULE_X509 : AuthMethod.DEVICE_X509;
            case Evidence.Issued certificate -> module ? AuthMethod.MODULE_X509 : AuthMethod.DEVICE_X509;
            case Evidence.OnBehalf behalf -> throw new IllegalStateException("A gateway proves itself by itself");
        };
    }
}
