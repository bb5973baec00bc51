package io.nave.hub.access;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.ConnectionProof.Evidence;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.AuthChain;
import io.nave.hub.id.CertificateMarks;
import io.nave.hub.id.ClientId;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.IdentityStore;
import io.nave.hub.identity.IdentityStore.ConnectingIdentity;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.MessageOrigin;
import io.smallrye.mutiny.Uni;

/** Compares what a device or module shows with what is registered of it (device-protocols §4). */
@Singleton
public final class DeviceCheck {

    /** Two keys that sign nothing that is accepted. */
    private static final List<String> NOBODYS_KEYS = List.of("A".repeat(44), "B".repeat(44));

    private final IdentityStore identities;
    private final PolicyStore policies;
    private final CertificateTrust trust;
    private final CurrentAccessRules rules;
    private final GatewayCheck gateways;
    private final Clock clock;

    public DeviceCheck(IdentityStore identities, PolicyStore policies, CertificateTrust trust, CurrentAccessRules rules,
            GatewayCheck gateways, Clock clock) {
        this.identities = identities;
        this.policies = policies;
        this.trust = trust;
        this.rules = rules;
        this.gateways = gateways;
        this.clock = clock;
    }

    Uni<DeviceAccess> byToken(ClientId client, SasToken token, Peer peer) {
        boolean byPolicy = token.policyName().isPresent();
        if (byPolicy ? !token.scope().covers(client) : !token.scope().names(client)) {
            throw unauthorized("the token is made out to another device");
        }
        return byPolicy ? byPolicy(client, token, peer) : byOwnKey(client, token, peer);
    }

    private Uni<DeviceAccess> byOwnKey(ClientId client, SasToken token, Peer peer) {
        rules.get().requireOwnKeys(client);
        return identities.findConnecting(client).map(found -> acceptOwnKey(client, found, token, peer));
    }

    /** Asks for both at once, but says whether the device exists only to who has shown a valid policy token (§3.7). */
    private Uni<DeviceAccess> byPolicy(ClientId client, SasToken token, Peer peer) {
        rules.get().requirePolicies();
        return Uni.combine().all().unis(identities.findConnecting(client), policies.find(token.policyName().orElse("")))
                .with((identity, policy) -> acceptPolicyToken(client, identity, policy, token, peer));
    }

    private static DeviceAccess acceptPolicyToken(ClientId client, Optional<ConnectingIdentity> identity,
            Optional<SharedAccessPolicy> policy, SasToken token, Peer peer) {
        Evidence evidence = policyEvidence(policy, token);
        return access(requireEnabled(client, identity), AuthMethod.HUB_SAS, token.expiresAt(), peer, evidence);
    }

    Uni<DeviceAccess> byCertificate(ClientId client, DeviceProof.Certificate proof, Peer peer) {
        List<CertificateMarks> marks = proof.chain().stream().map(CertificateMarks::of).toList();
        marks.forEach(rules.get()::requireCertificate);
        return enabled(client).chain(identity -> acceptCertificate(identity, proof, marks, peer));
    }

    private Uni<DeviceAccess> acceptCertificate(ConnectingIdentity identity, DeviceProof.Certificate proof,
            List<CertificateMarks> marks, Peer peer) {
        return switch (identity.credentials()) {
            case Credentials.Thumbprints registered -> Uni.createFrom()
                    .item(acceptThumbprint(identity, registered, proof.leaf(), peer));
            case Credentials.CertificateAuthority authority -> byAuthority(identity, proof, marks, peer);
            case Credentials.SymmetricKeys keys -> throw unauthorized("the device does not authenticate by certificate");
            case Credentials.None none -> throw unauthorized("the device has no credentials yet");
        };
    }

    private DeviceAccess acceptThumbprint(ConnectingIdentity identity, Credentials.Thumbprints registered,
            X509Certificate leaf, Peer peer) {
        requireValidNow(leaf);
        CertificateMarks marks = CertificateMarks.of(leaf);
        if (marks.thumbprints().stream().noneMatch(registered::matches)) {
            throw unauthorized("the certificate presented does not match the registered thumbprint");
        }
        return access(identity, x509(identity), Instant.MAX, peer, new Evidence.SelfSigned(marks));
    }

    private Uni<DeviceAccess> byAuthority(ConnectingIdentity identity, DeviceProof.Certificate proof,
            List<CertificateMarks> marks, Peer peer) {
        String name = CommonName.of(proof.leaf()).orElse("");
        if (!name.equals(identity.client().toString())) {
            throw unauthorized("the common name of the certificate is not the id of the device");
        }
        return trust.issuerOf(proof.chain()).map(
                authority -> access(identity, x509(identity), Instant.MAX, peer, new Evidence.Issued(authority, marks)));
    }

    /** Lets in whom a gateway speaks for that has proved who it is. */
    Uni<DeviceAccess> behind(AuthChain chain, DeviceAccess actor) {
        return gateways.accept(chain, actor);
    }

    private static AuthMethod x509(ConnectingIdentity identity) {
        return identity.client().module().isPresent() ? AuthMethod.MODULE_X509 : AuthMethod.DEVICE_X509;
    }

    private Uni<ConnectingIdentity> enabled(ClientId client) {
        return identities.findConnecting(client).map(found -> requireEnabled(client, found));
    }

    private static ConnectingIdentity requireEnabled(ClientId client, Optional<ConnectingIdentity> found) {
        ConnectingIdentity identity = requireThere(client, found);
        requireEnabled(identity);
        return identity;
    }

    static ConnectingIdentity requireThere(ClientId client, Optional<ConnectingIdentity> found) {
        return found.orElseThrow(() -> notFound(client));
    }

    static void requireEnabled(ConnectingIdentity identity) {
        if (!identity.enabled()) {
            throw new HubException(ErrorCode.DEVICE_DISABLED, "device is disabled");
        }
    }

    private static HubException notFound(ClientId client) {
        return client.module().isPresent()
                ? new HubException(ErrorCode.MODULE_NOT_FOUND, "A module with Id '" + client + "' is not registered.")
                : new HubException(ErrorCode.DEVICE_NOT_FOUND, "A device with Id '" + client + "' is not registered.");
    }

    /** The signature is tried first, against nobody's keys if need be: that an id is unknown must not show in the time. */
    private static DeviceAccess acceptOwnKey(ClientId client, Optional<ConnectingIdentity> found, SasToken token, Peer peer) {
        Optional<String> signer = token.signerAmong(keysOf(found).orElse(NOBODYS_KEYS), KeyForm.DECODED);
        ConnectingIdentity identity = requireEnabled(client, found);
        if (keysOf(found).isEmpty()) {
            throw unauthorized("the device does not authenticate by SAS");
        }
        String key = signer.orElseThrow(() -> unauthorized("token signature is invalid"));
        AuthMethod method = identity.client().module().isPresent() ? AuthMethod.MODULE_SAS : AuthMethod.DEVICE_SAS;
        return access(identity, method, token.expiresAt(), peer, new Evidence.OwnKey(KeyFingerprints.of(key)));
    }

    private static Optional<List<String>> keysOf(Optional<ConnectingIdentity> found) {
        return found.map(ConnectingIdentity::credentials).filter(Credentials.SymmetricKeys.class::isInstance)
                .map(Credentials.SymmetricKeys.class::cast).map(Credentials.SymmetricKeys::both);
    }

    private static Evidence policyEvidence(Optional<SharedAccessPolicy> found, SasToken token) {
        SharedAccessPolicy policy = found.orElseThrow(() -> Authenticator.refusedCaller("there is no such policy"));
        String key = token.signerAmong(policy.keys(), KeyForm.DECODED)
                .orElseThrow(() -> Authenticator.refusedCaller("token signature is invalid"));
        if (!policy.grants(Permission.DEVICE_CONNECT)) {
            throw unauthorized("the policy '" + policy.name() + "' does not grant DeviceConnect");
        }
        return new Evidence.PolicyKey(policy.name(), KeyFingerprints.of(key));
    }

    private void requireValidNow(X509Certificate leaf) {
        try {
            leaf.checkValidity(Date.from(clock.instant()));
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            throw unauthorized("the certificate presented is not valid now");
        }
    }

    private static DeviceAccess access(ConnectingIdentity identity, AuthMethod method, Instant expiresAt, Peer peer,
            Evidence evidence) {
        String generation = identity.generationId();
        return new DeviceAccess(new MessageOrigin(identity.client(), generation, method), expiresAt,
                new ConnectionProof(generation, peer.address(), evidence), identity.session());
    }

    static HubException unauthorized(String reason) {
        return new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED, reason);
    }
}
