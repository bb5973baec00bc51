package io.nave.hub.access;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.AuthChain;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.HubNames;
import io.smallrye.mutiny.Uni;

/**
 * Decides who someone is, for every protocol (device-protocols §4 and appendix A.1, service-protocols §3): devices here and in
 * DeviceCheck, back ends and administrators here. Refusals are HubExceptions whose detail names the reason for the log; what a
 * client is told is its protocol's business. Completes on a thread of the store.
 */
@Singleton
public final class Authenticator {

    /** How long a token is still accepted after it expired: clocks differ (device-protocols §4.3). */
    public static final Duration SKEW = Duration.ofMinutes(5);
    /** How long a live connection outlives its token (device-protocols §4.3). */
    public static final Duration GRACE = Duration.ofMinutes(5);

    private static final String BEARER = "Bearer ";

    private final DeviceCheck devices;
    private final PolicyCheck policies;
    private final BearerTokens bearers;
    private final CurrentAccessRules rules;
    private final GuessGuard guard;
    private final HubNames names;
    private final Clock clock;
    private final VerifiedTokens verified = new VerifiedTokens();

    public Authenticator(DeviceCheck devices, PolicyCheck policies, BearerTokens bearers, CurrentAccessRules rules,
            GuessGuard guard, HubNames names, Clock clock) {
        this.devices = devices;
        this.policies = policies;
        this.bearers = bearers;
        this.rules = rules;
        this.guard = guard;
        this.names = names;
        this.clock = clock;
    }

    /**
     * Lets a device or module in, be it by a gateway above it. Fails with DEVICE_NOT_FOUND, MODULE_NOT_FOUND,
     * DEVICE_DISABLED, IOT_HUB_UNAUTHORIZED or IOT_HUB_UNAUTHORIZED_ACCESS, or THROTTLING when it was guessed too often; any
     * other failure is the store's and says nothing about the device.
     */
    public Uni<DeviceAccess> connect(ClientId client, DeviceProof proof, Peer peer) {
        Uni<DeviceAccess> proving = Uni.createFrom().deferred(() -> prove(client, proof, peer));
        return admitted(peer, KeyForm.DECODED).chain(() -> guard.attempt(peer, whose(client, proof), proving));
    }

    /** Whose secret it is that somebody may be guessing at. */
    private static String whose(ClientId client, DeviceProof proof) {
        return (proof instanceof DeviceProof.OnBehalf behalf ? behalf.chain().actor() : client).toString();
    }

    /**
     * The devices or modules with whose own key a token may be signed, as it says, one or two, because some clients encode ids
     * twice; none for a token of a policy, and for what names nobody or is no token at all. Proves nothing.
     */
    public static List<ClientId> ownersOf(String token) {
        try {
            SasToken parsed = SasToken.parse(token);
            return parsed.policyName().isPresent() ? List.of() : parsed.scope().clients();
        } catch (HubException malformed) {
            return List.of();
        }
    }

    /** Who comes from a forbidden address is refused at once: he has shown nothing that could be a guess. */
    private Uni<Void> admitted(Peer peer, KeyForm forms) {
        return Uni.createFrom().voidItem().invoke(() -> requireAddress(peer, forms));
    }

    private void requireAddress(Peer peer, KeyForm forms) {
        switch (forms) {
            case DECODED -> rules.get().requirePeer(peer);
            case DECODED_OR_TEXT -> rules.get().requireReader(peer);
        }
    }

    private Uni<DeviceAccess> prove(ClientId client, DeviceProof proof, Peer peer) {
        rules.get().requireClient(client);
        return switch (proof) {
            case DeviceProof.Token token -> devices.byToken(client, readToken(token.text(), DeviceCheck::unauthorized), peer);
            case DeviceProof.Certificate certificate -> devices.byCertificate(client, certificate, peer);
            case DeviceProof.Nothing nothing -> throw DeviceCheck.unauthorized("no password and no certificate");
            case DeviceProof.OnBehalf behalf -> proveFor(client, behalf, peer);
        };
    }

    /** The gateway first: only who has shown that he is one learns anything about a target. */
    private Uni<DeviceAccess> proveFor(ClientId client, DeviceProof.OnBehalf behalf, Peer peer) {
        AuthChain chain = behalf.chain();
        if (!chain.target().equals(client)) {
            throw DeviceCheck.unauthorized("the auth-chain is made out to another device");
        }
        rules.get().requireGateways(chain);
        Uni<DeviceAccess> actor = prove(chain.actor(), behalf.actor(), peer);
        return chain.isOfActorItself() ? actor : actor.chain(access -> devices.behind(chain, access));
    }

    /**
     * Lets a back end in by what stands in {@code Authorization} or in a put-token: a SAS token of a shared access policy, or
     * {@code Bearer} and an access token of an administrator. Fails with IOT_HUB_UNAUTHORIZED_ACCESS, or THROTTLING when it
     * was guessed too often. Event Hubs clients sign with the key's text instead of its bytes; {@code forms} says what is
     * tried, and with it whether the caller comes to the hub or to the built-in endpoint, whose network rules differ.
     */
    public Uni<Caller> authorize(String authorization, KeyForm forms, Peer peer) {
        boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return admitted(peer, forms)
                .chain(() -> bearer ? authorizeBearer(authorization.substring(BEARER.length()).strip(), peer)
                        : authorizeToken(authorization, forms, peer));
    }

    private Uni<Caller> authorizeBearer(String jwt, Peer peer) {
        return guard.attempt(peer, BEARER, Uni.createFrom().deferred(() -> bearers.verify(jwt)));
    }

    /** Lets a back end in by the name and the key of a policy, as SASL PLAIN carries them (service-protocols §7.2). */
    public Uni<Caller> authorizeKey(String policyName, String key, Peer peer) {
        Uni<Caller> comparing = policiesAreOn().chain(() -> policies.byKey(policyName, key));
        return admitted(peer, KeyForm.DECODED_OR_TEXT).chain(() -> guard.attempt(peer, policyName, comparing));
    }

    /**
     * Whether the access rules of this moment, and the policy as it is now, still let in who was let in to the built-in
     * endpoint before. Without I/O.
     */
    public boolean admitsReader(Caller caller, Peer peer) {
        AccessRules now = rules.get();
        return now.network().admitsReader(peer.address())
                && (caller.isAdministrator() || !now.switches().disableLocalAuth() && policies.stands(caller));
    }

    private Uni<Caller> authorizeToken(String text, KeyForm forms, Peer peer) {
        VerifiedTokens.Key key = VerifiedTokens.Key.of(text, forms);
        Optional<VerifiedTokens.Verified> before = verified.find(key);
        SasToken token = before.map(VerifiedTokens.Verified::token).orElseGet(() -> SasToken.parse(text));
        requireCurrent(token, Authenticator::refusedCaller);
        Uni<Caller> verifying = policiesAreOn().chain(() -> policies.byToken(token, forms, before))
                .invoke(now -> verified.keep(key, now)).map(VerifiedTokens.Verified::caller);
        return guard.attempt(peer, token.policyName().orElse(""), verifying);
    }

    private Uni<Void> policiesAreOn() {
        return Uni.createFrom().voidItem().invoke(() -> rules.get().requirePolicies());
    }

    /** What is wrong with a token is said in the words that its kind of client knows: a device's, or a back end's (§3.5). */
    private SasToken readToken(String text, Function<String, HubException> refusal) {
        SasToken token = SasToken.parse(text);
        requireCurrent(token, refusal);
        return token;
    }

    private void requireCurrent(SasToken token, Function<String, HubException> refusal) {
        if (token.isExpired(clock.instant().minus(SKEW))) {
            throw refusal.apply("the token is expired");
        }
        if (!names.isHost(token.scope().host())) {
            throw refusal.apply("the token is made out to another hub");
        }
    }

    static HubException refusedCaller(String reason) {
        return new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS, "Unauthorized: " + reason);
    }
}
