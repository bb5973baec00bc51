package io.nave.oidc;

import java.net.URI;
import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.OidcTenantConfigBuilder;

/**
 * Sets up the provider as a tenant of the library that no request selects: the library picks a tenant by any path segment that
 * is its name, and this one has a slash. The default tenant is off, so the library's own HTTP mechanism leaves requests alone.
 */
@Singleton
final class OidcTenant {

    static final String ID = "nave/administrators";

    /** A token with an unknown key makes the library ask for the provider's keys, but not more often than this. */
    static final Duration KEYS_AT_MOST_EVERY = Duration.ofSeconds(10);

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final OidcConfig config;

    OidcTenant(OidcConfig config) {
        this.config = config;
    }

    /** Fails, and with it the start of the hub, when a setting is not what it must be. */
    void create(@Observes Oidc oidc) {
        config.url().map(this::tenant).ifPresent(oidc::create);
    }

    private void requireValid(URI url) {
        boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!web || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "nave.oidc.url must be the address of the issuer, such as https://keycloak.example.com/realms/nave");
        }
        if (config.timeout().compareTo(SHORTEST) < 0 || config.timeout().compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("nave.oidc.timeout must be at least 100ms and at most 30s");
        }
    }

    /** Only signed tokens that can be checked here: nothing is sent to the provider for its opinion. */
    private OidcTenantConfig tenant(URI url) {
        requireValid(url);
        OidcTenantConfigBuilder tenant = OidcTenantConfig.authServerUrl(url.toString()).tenantId(ID)
                .clientId(config.audience()).connectionTimeout(config.timeout())
                .roles().roleClaimPath(config.roleClaims()).end();
        config.tls().ifPresent(tenant::tlsConfigurationName);
        var token = tenant.token().audience(config.audience()).forcedJwkRefreshInterval(KEYS_AT_MOST_EVERY)
                .allowOpaqueTokenIntrospection(false).allowJwtIntrospection(false);
        config.issuer().ifPresent(token::issuer);
        return token.end().build();
    }
}
