package io.nave.hub.access;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.ConnectionProof.Evidence;
import io.nave.hub.connections.ConnectionReview;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.id.AuthChain;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.IdentityStore;
import io.nave.hub.identity.IdentityStore.ConnectingIdentity;
import io.nave.hub.monitoring.CutReason;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Decides anew about live connections when something changed that they may rest on (semantics §9.2): rotating the key that a
 * device does not use leaves it alone, rotating the other one cuts it. Who cannot be decided about is cut, and proves itself
 * when it comes back.
 */
@Singleton
public final class AccessReview implements ConnectionReview {

    /** How many connections are asked about at a time. */
    private static final int AT_A_TIME = 32;
    private static final Uni<Set<AuthChain>> NONE = Uni.createFrom().item(Set.of());

    private final ConnectionTable connections;
    private final IdentityStore identities;
    private final PolicyStore policies;
    private final PolicyCheck callers;
    private final CertificateTrust trust;
    private final CurrentAccessRules rules;
    private final GatewayCheck gateways;

    public AccessReview(ConnectionTable connections, IdentityStore identities, PolicyStore policies,
            PolicyCheck callers, CertificateTrust trust, CurrentAccessRules rules, GatewayCheck gateways) {
        this.connections = connections;
        this.identities = identities;
        this.policies = policies;
        this.callers = callers;
        this.trust = trust;
        this.rules = rules;
        this.gateways = gateways;
    }

    @Override
    public Uni<Void> review(AccessChange change) {
        return switch (change) {
            case AccessChange.Identity identity -> reviewDevice(identity.device());
            case AccessChange.Policy policy -> reviewPolicy(policy.name());
            case AccessChange.Authority authority -> reviewAuthority(authority.name());
            case AccessChange.Rules changed ->
                rules.refresh().emitOn(Infrastructure.getDefaultWorkerPool()).invoke(this::applyRules);
        };
    }

    private Uni<Void> reviewDevice(DeviceId device) {
        connections.accessChanged();
        Uni<Void> own = each(connections.of(device), this::reviewOne);
        Map<Grounds, List<DeviceConnection>> behind = connections.behind(device).stream()
                .collect(Collectors.groupingBy(Grounds::of));
        return Uni.join().all(own, each(behind.entrySet(), alike -> reviewAlike(alike.getKey(), alike.getValue())))
                .andFailFast().replaceWithVoid();
    }

    private static <T> Uni<Void> each(Collection<T> all, Function<T, Uni<Void>> review) {
        return Multi.createFrom().iterable(all).onItem().transformToUni(review::apply).merge(AT_A_TIME)
                .collect().last().replaceWithVoid();
    }

    /** A gateway may have connected thousands, so what they have in common is asked for once. */
    private Uni<Void> reviewAlike(Grounds grounds, List<DeviceConnection> alike) {
        List<AuthChain> chains = alike.stream().map(AccessReview::chainOf).toList();
        return standsActor(grounds).chain(stands -> stands ? gateways.holding(chains) : NONE)
                .onFailure().recoverWithUni(NONE)
                .invoke(holding -> cutOthers(alike, holding))
                .replaceWithVoid();
    }

    private static void cutOthers(List<DeviceConnection> alike, Set<AuthChain> holding) {
        alike.forEach(connection -> cutUnless(holding.contains(chainOf(connection)), connection));
    }

    private static AuthChain chainOf(DeviceConnection connection) {
        return Grounds.behalfOf(connection).chain();
    }

    /** A policy may carry every connection there is, so it is asked for once. */
    private Uni<Void> reviewPolicy(String name) {
        connections.accessChanged();
        return callers.refresh(name).chain(() -> policies.find(name)).onFailure().recoverWithItem(Optional.empty())
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(policy -> applyPolicy(name, standing(policy)))
                .replaceWithVoid();
    }

    /** The fingerprints of the keys that let devices in. */
    private static Set<String> standing(Optional<SharedAccessPolicy> found) {
        return found.filter(policy -> policy.grants(Permission.DEVICE_CONNECT)).map(SharedAccessPolicy::keys)
                .orElse(List.of()).stream().map(KeyFingerprints::of).collect(Collectors.toSet());
    }

    private void applyPolicy(String name, Set<String> standing) {
        cutAll(connection -> connection.proof().evidence().shown() instanceof Evidence.PolicyKey key
                && key.policy().equals(name)
                && !standing.contains(key.fingerprint()));
    }

    private Uni<Void> reviewAuthority(String name) {
        return trust.refresh().invoke(() -> dropAuthority(name));
    }

    private void dropAuthority(String name) {
        connections.accessChanged();
        cutAll(connection -> connection.proof().evidence().shown() instanceof Evidence.Issued issued
                && issued.authority().equals(name) && !trust.stands(name));
    }

    /** Looks at every connection, and so not on an event loop. */
    private void applyRules() {
        connections.accessChanged();
        AccessRules now = rules.get();
        cutAll(connection -> !now.admit(connection.client(), connection.proof()));
    }

    private void cutAll(Predicate<DeviceConnection> these) {
        connections.all().stream().filter(these).forEach(connection -> connection.cut(CutReason.REVOKED));
    }

    private Uni<Void> reviewOne(DeviceConnection connection) {
        return identities.findConnecting(connection.client())
                .chain(identity -> stands(identity, connection.proof()))
                .onFailure().recoverWithItem(false)
                .invoke(stands -> cutUnless(stands, connection))
                .replaceWithVoid();
    }

    private static void cutUnless(boolean stands, DeviceConnection connection) {
        if (!stands) {
            connection.cut(CutReason.REVOKED);
        }
    }

    private Uni<Boolean> stands(Optional<ConnectingIdentity> found, ConnectionProof proof) {
        boolean sameAndEnabled = found.filter(ConnectingIdentity::enabled)
                .filter(identity -> identity.generationId().equals(proof.generationId())).isPresent();
        if (!sameAndEnabled) {
            return Uni.createFrom().item(false);
        }
        Credentials credentials = found.orElseThrow().credentials();
        return switch (proof.evidence()) {
            case Evidence.PolicyKey key -> policies.find(key.policy())
                    .map(policy -> standing(policy).contains(key.fingerprint()));
            case Evidence.OwnKey key -> answer(credentials instanceof Credentials.SymmetricKeys keys
                    && KeyFingerprints.anyHas(keys.both(), key.fingerprint()));
            case Evidence.SelfSigned own -> answer(credentials instanceof Credentials.Thumbprints registered
                    && own.leaf().thumbprints().stream().anyMatch(registered::matches));
            case Evidence.Issued issued -> answer(credentials instanceof Credentials.CertificateAuthority
                    && trust.stands(issued.authority()));
            case Evidence.OnBehalf behalf -> stands(behalf);
        };
    }

    /** What the gateway has shown must stand as for itself, and the gateway where it stood. */
    private Uni<Boolean> stands(Evidence.OnBehalf behalf) {
        return Uni.combine().all().unis(standsActor(Grounds.of(behalf)), gateways.holding(List.of(behalf.chain())))
                .with((proved, holding) -> proved && !holding.isEmpty());
    }

    private Uni<Boolean> standsActor(Grounds grounds) {
        ConnectionProof own = new ConnectionProof(grounds.actorGeneration(), "", grounds.actor());
        return identities.findConnecting(AuthChain.edgeHubOf(grounds.gateways().getLast())).chain(found -> stands(found, own));
    }

    private static Uni<Boolean> answer(boolean stands) {
        return Uni.createFrom().item(stands);
    }

    /** What connections on behalf of different clients may have in common. */
    private record Grounds(List<DeviceId> gateways, String actorGeneration, Evidence actor) {

        static Grounds of(Evidence.OnBehalf behalf) {
            return new Grounds(behalf.chain().gateways(), behalf.actorGeneration(), behalf.actor());
        }

        static Grounds of(DeviceConnection connection) {
            return of(behalfOf(connection));
        }

        static Evidence.OnBehalf behalfOf(DeviceConnection connection) {
            if (connection.proof().evidence() instanceof Evidence.OnBehalf behalf) {
                return behalf;
            }
            throw new IllegalStateException("No gateway has made this connection");
        }
    }
}
