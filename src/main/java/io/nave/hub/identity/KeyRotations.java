package io.nave.hub.identity;

import java.util.List;

import jakarta.inject.Singleton;

import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Renews the keys of many devices and modules in one call; each stands or falls by itself (service-protocols §5.6). */
@Singleton
public final class KeyRotations {

    private static final int AT_A_TIME = 8;

    private final IdentityRegistry devices;
    private final ModuleRegistry modules;

    KeyRotations(IdentityRegistry devices, ModuleRegistry modules) {
        this.devices = devices;
        this.modules = modules;
    }

    /** What became of one identity. */
    public sealed interface Outcome {
    }

    /** Its keys now. */
    public record Rotated(ClientId id, Credentials.SymmetricKeys keys) implements Outcome {
    }

    /** Why its keys are as they were. */
    public record Refused(ClientId id, HubException refusal) implements Outcome {
    }

    /** Renews the keys of these identities. Fails only when a store is away, after perhaps some of them. */
    public Uni<List<Outcome>> rotate(List<ClientId> ids, KeyRotation rotation) {
        return Multi.createFrom().iterable(ids)
                .onItem().transformToUni(id -> rotateOne(id, rotation)).merge(AT_A_TIME)
                .collect().asList();
    }

    private Uni<Outcome> rotateOne(ClientId id, KeyRotation rotation) {
        Uni<Credentials> changed = id.module().isPresent() ? modules.rotateKeys(id, rotation).map(Module::credentials)
                : devices.rotateKeys(id.device(), rotation).map(Device::credentials);
        return changed.<Outcome> map(keys -> new Rotated(id, (Credentials.SymmetricKeys) keys))
                .onFailure(KeyRotations::isRefusal).recoverWithItem(refusal -> new Refused(id, (HubException) refusal));
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code().httpStatus() < 500;
    }
}
