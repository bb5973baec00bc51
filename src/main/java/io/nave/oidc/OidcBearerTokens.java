package io.nave.oidc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.jwt.JsonWebToken;

import io.nave.hub.access.BearerTokens;
import io.nave.hub.access.Caller;
import io.nave.hub.access.RoleRights;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.Tenant;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;

/**
 * Verifies access tokens by the keys of the provider: signature, {@code iss}, {@code aud}, {@code exp}. Keys that are here are
 * used without asking, at once and on the caller's thread; otherwise the provider is asked, for a bounded time and number of
 * tokens, and the answer comes on a thread of its client.
 */
@Singleton
public final class OidcBearerTokens implements BearerTokens {

    /** Room for every claim that a provider may put in; Keycloak's tokens have about 1,000 characters. */
    private static final int MAX_LENGTH = 16_384;
    /** Header, claims and signature; the library stumbles over less. */
    private static final Pattern SIGNED_JWT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    /** Tokens that may wait for the provider at a time; those after them are told to come back. */
    private static final int MAX_WAITING = 64;
    /** As long as nothing is known of the provider, a token asks for it this often at most. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(1);

    private final TenantIdentityProvider provider;
    private final OidcConfig config;
    private final HubMonitor monitor;
    private final Clock clock;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Instant askAgainAt = Instant.MIN;
    private volatile Instant awayUntil = Instant.MIN;

    OidcBearerTokens(@Tenant(OidcTenant.ID) TenantIdentityProvider provider, OidcConfig config, HubMonitor monitor,
            Clock clock) {
        this.provider = provider;
        this.config = config;
        this.monitor = monitor;
        this.clock = clock;
    }

    @Override
    public boolean configured() {
        return config.url().isPresent();
    }

    @Override
    public Uni<Caller> verify(String jwt) {
        if (!configured()) {
            return Uni.createFrom().failure(refused("no OpenID Connect provider is configured"));
        }
        if (jwt.length() > MAX_LENGTH || !SIGNED_JWT.matcher(jwt).matches()) {
            return Uni.createFrom().failure(refused("the token is no signed JWT, or too long"));
        }
        if (waiting.get() >= MAX_WAITING || clock.instant().isBefore(askAgainAt)) {
            return Uni.createFrom().failure(away());
        }
        return Uni.createFrom().deferred(() -> ask(jwt));
    }

    private Uni<Caller> ask(String jwt) {
        waiting.incrementAndGet();
        return provider.authenticate(new AccessTokenCredential(jwt))
                .ifNoItem().after(config.timeout()).fail()
                .onTermination().invoke(waiting::decrementAndGet)
                .map(OidcBearerTokens::caller)
                .onFailure().transform(this::refusal);
    }

    private static Caller caller(SecurityIdentity identity) {
        JsonWebToken token = (JsonWebToken) identity.getPrincipal();
        return Caller.ofAdministrator(token.getName(), RoleRights.of(identity.getRoles()),
                Instant.ofEpochSecond(token.getExpirationTime()));
    }

    private Throwable refusal(Throwable failure) {
        if (!TokenFault.causes(failure)) {
            noteAway(failure);
            return away();
        }
        boolean cannotTell = TokenFault.isUnknownKey(failure) && clock.instant().isBefore(awayUntil);
        return cannotTell ? away() : refused(TokenFault.text(failure));
    }

    private void noteAway(Throwable failure) {
        if (failure instanceof OIDCException) { // nothing is known of the provider yet, so no token can be verified
            askAgainAt = clock.instant().plus(ASK_AGAIN_AFTER);
        } else { // the library will not ask for keys for a while, and say of each new one that it is unknown
            awayUntil = clock.instant().plus(OidcTenant.KEYS_AT_MOST_EVERY);
        }
        monitor.report(new HubEvent.BackgroundFailure("asking the OpenID Connect provider", failure));
    }

    private static HubException refused(String reason) {
        return new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS, "Unauthorized: " + reason);
    }

    private static HubException away() {
        return new HubException(ErrorCode.SERVICE_UNAVAILABLE, "The OpenID Connect provider cannot be asked now; try again");
    }
}
