package io.nave.oidc;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The OpenID Connect provider that knows the administrators, such as a realm of Keycloak. */
@ConfigMapping(prefix = "nave.oidc")
interface OidcConfig {

    /** The issuer's address, {@code https://keycloak.example.com/realms/nave}; without it the hub runs on policies alone. */
    Optional<URI> url();

    /** The {@code iss} of tokens where it is not the one that the provider's discovery document names. */
    Optional<String> issuer();

    /** The {@code aud} that a token must be made out to. */
    @WithDefault("nave")
    String audience();

    /** Where a token carries its roles: claims, with {@code /} between a claim and one inside it. */
    @WithDefault("realm_access/roles,resource_access/${nave.oidc.audience:nave}/roles")
    List<String> roleClaims();

    /** The name of a {@code quarkus.tls."name"} block with the CA of the provider, where it is not one that Java trusts. */
    Optional<String> tls();

    /** How long the provider may take to answer; the start of the hub waits for it no longer either. */
    @WithDefault("2s")
    Duration timeout();
}
