package io.nave.hub.access;

import io.smallrye.mutiny.Uni;

/** The port to who vouches for administrators: an OpenID Connect provider (service-protocols §3.3). From any thread. */
public interface BearerTokens {

    /** Whether a provider is configured; without one the hub runs on shared access policies alone. */
    boolean configured();

    /**
     * Verifies an access token (JWT) and maps its roles to rights. Fails with IOT_HUB_UNAUTHORIZED_ACCESS when the token is
     * refused, SERVICE_UNAVAILABLE when the provider would have to be asked and cannot be.
     */
    Uni<Caller> verify(String jwt);
}
