/**
 * Administrators and back ends that log in by OpenID Connect, such as Keycloak: OidcBearerTokens is the adapter of
 * {@code hub.access.BearerTokens}. Tokens are verified when a protocol asks for it and nowhere else: no path pattern of the
 * configuration guards anything here, because such patterns have been passed by before (CVE-2026-39852, CVE-2026-50559).
 * Without
 * {@code nave.oidc.url} the library is off and reaches out to nobody. Start at OidcTenant.
 */
@NullMarked
package io.nave.oidc;

import org.jspecify.annotations.NullMarked;
