package io.nave.hub.access;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.HubNames;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.IdentityStore;
import io.nave.hub.identity.IdentityStore.ConnectingIdentity;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.MessageOrigin;
import io.smallrye.mutiny.Uni;

/**
 * Decides who someone is, for every protocol (device-protocols §4 and appendix A.1, service-protocols §3). Refusals are
 * HubExceptions whose detail names the reason for the log; what a client is told is its protocol's business. Completes on a
 * thread of the store.
 */
@Singleton
public final class Authenticator {

    /** How long a token is still accepted after it expired: clocks differ (device-protocols §4.3). */
    public static final Duration SKEW = Duration.ofMinutes(5);
    /** How long a live connection outlives its token (device-protocols §4.3). */
    public static final Duration GRACE = Duration.ofMinutes(5);

    private final IdentityStore identities;
    private final PolicyStore policies;
    private final HubNames names;
    private final Clock clock;

    public Authenticator(IdentityStore identities, PolicyStore policies, HubNames names, Clock clock) {
        this.identities = identities;
        this.policies = policies;
        this.names = names;
        this.clock = clock;
    }

    /**
     * Lets a device in. Fails with DEVICE_NOT_FOUND, DEVICE_DISABLED or IOT_HUB_UNAUTHORIZED; any other failure is the store's
     * and says nothing about the device.
     */
    public Uni<DeviceAccess> connect(ClientId client, DeviceProof proof) {
        return switch (proof) {
            case DeviceProof.Token token -> Uni.createFrom().item(() -> readToken(token.text()))
                    .chain(read -> connectByToken(client, read));
            case DeviceProof.Certificate certificate -> enabledDevice(client)
                    .map(identity -> acceptCertificate(client, identity, certificate.leaf()));
            case DeviceProof.Nothing nothing -> Uni.createFrom().failure(unauthorized("no password and no certificate"));
        };
    }

    /**
     * Lets a back end in by a SAS token of a shared access policy. Fails with IOT_HUB_UNAUTHORIZED_ACCESS. Event Hubs clients
     * sign with the key's text instead of its bytes; {@code forms} says what is tried.
     */
    public Uni<Caller> authorize(String tokenText, KeyForm forms) {
        return Uni.createFrom().item(() -> readToken(tokenText)).chain(token -> authorize(token, forms));
    }

    /** Lets a back end in by the name and the key of a policy, as SASL PLAIN carries them (service-protocols §7.2). */
    public Uni<Caller> authorizeKey(String policyName, String key) {
        return policies.find(policyName).map(policy -> acceptKey(policy, key));
    }

    private Uni<Caller> authorize(SasToken token, KeyForm forms) {
        return policies.find(token.policyName().orElse("")).map(policy -> acceptPolicy(token, policy, forms));
    }

    private SasToken readToken(String text) {
        SasToken token = SasToken.parse(text);
        if (token.isExpired(clock.instant().minus(SKEW))) {
            throw unauthorized("the token is expired");
        }
        if (!names.isHost(token.scope().host())) {
            throw unauthorized("the token is made out to another hub");
        }
        return token;
    }

    private Uni<DeviceAccess> connectByToken(ClientId client, SasToken token) {
        boolean byPolicy = token.policyName().isPresent();
        if (byPolicy ? !token.scope().covers(client) : !token.scope().names(client)) {
            return Uni.createFrom().failure(unauthorized("the token is made out to another device"));
        }
        return byPolicy ? connectByPolicy(client, token)
                : enabledDevice(client).map(identity -> acceptDeviceToken(client, identity, token));
    }

    /** Asks for both at once, but says whether the device exists only to who has shown a valid policy token (§3.7). */
    private Uni<DeviceAccess> connectByPolicy(ClientId client, SasToken token) {
        return Uni.combine().all().unis(identities.findConnecting(client), policies.find(token.policyName().orElse("")))
                .with((identity, policy) -> acceptPolicyToken(client, identity, policy, token));
    }

    private Uni<ConnectingIdentity> enabledDevice(ClientId client) {
        return identities.findConnecting(client).map(found -> requireEnabled(client, found));
    }

    private static ConnectingIdentity requireEnabled(ClientId client, Optional<ConnectingIdentity> found) {
        ConnectingIdentity identity = found.orElseThrow(() -> new HubException(ErrorCode.DEVICE_NOT_FOUND,
                "A device with Id '" + client + "' is not registered."));
        if (!identity.device().enabled()) {
            throw new HubException(ErrorCode.DEVICE_DISABLED, "device is disabled");
        }
        return identity;
    }

    private static DeviceAccess acceptDeviceToken(ClientId client, ConnectingIdentity identity, SasToken token) {
        if (!(identity.device().credentials() instanceof Credentials.SymmetricKeys keys)) {
            throw unauthorized("the device does not authenticate by SAS");
        }
        if (!token.isSignedBy(keys.both(), KeyForm.DECODED)) {
            throw unauthorized("token signature is invalid");
        }
        AuthMethod method = client.module().isPresent() ? AuthMethod.MODULE_SAS : AuthMethod.DEVICE_SAS;
        return access(client, identity, method, token.expiresAt());
    }

    private static DeviceAccess acceptPolicyToken(ClientId client, Optional<ConnectingIdentity> identity,
            Optional<SharedAccessPolicy> policy, SasToken token) {
        Caller caller = acceptPolicy(token, policy, KeyForm.DECODED);
        if (!caller.may(Permission.DEVICE_CONNECT)) {
            throw unauthorized("the policy '" + caller.policy().name() + "' does not grant DeviceConnect");
        }
        return access(client, requireEnabled(client, identity), AuthMethod.HUB_SAS, token.expiresAt());
    }

    private DeviceAccess acceptCertificate(ClientId client, ConnectingIdentity identity, X509Certificate leaf) {
        requireValidNow(leaf);
        boolean matches = identity.device().credentials() instanceof Credentials.Thumbprints thumbprints
                && Thumbprint.allOf(leaf).stream().anyMatch(thumbprints::matches);
        if (!matches) {
            throw unauthorized("the certificate presented does not match the registered thumbprint");
        }
        return access(client, identity, AuthMethod.DEVICE_X509, Instant.MAX);
    }

    private void requireValidNow(X509Certificate leaf) {
        try {
            leaf.checkValidity(Date.from(clock.instant()));
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            throw unauthorized("the certificate presented is not valid now");
        }
    }

    private static DeviceAccess access(ClientId client, ConnectingIdentity identity, AuthMethod method, Instant expiresAt) {
        Device device = identity.device();
        return new DeviceAccess(new MessageOrigin(client, device.generationId(), method), expiresAt, identity.session());
    }

    private static Caller acceptPolicy(SasToken token, Optional<SharedAccessPolicy> found, KeyForm forms) {
        SharedAccessPolicy policy = found.orElseThrow(() -> refusedCaller("there is no such policy"));
        if (!token.isSignedBy(policy.keys(), forms)) {
            throw refusedCaller("token signature is invalid");
        }
        return new Caller(policy, token.scope().path(), token.expiresAt());
    }

    private static Caller acceptKey(Optional<SharedAccessPolicy> found, String key) {
        SharedAccessPolicy policy = found.orElseThrow(() -> refusedCaller("there is no such policy"));
        if (policy.keys().stream().noneMatch(own -> ConstantTime.equal(own, key))) {
            throw refusedCaller("the key is not one of the policy's");
        }
        return new Caller(policy, List.of(), Instant.MAX);
    }

    private static HubException refusedCaller(String reason) {
        return new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS, "Unauthorized: " + reason);
    }

    private static HubException unauthorized(String reason) {
        return new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED, reason);
    }
}
