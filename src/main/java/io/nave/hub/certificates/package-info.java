/**
 * X.509 certificates that a registered authority has issued (device-protocols §4.5): CertificateAuthorityService registers
 * authorities and has them prove that they hold their key; RegisteredTrust decides whether one of them stands behind the chain
 * that a device shows. Called by the Authenticator through hub.access.CertificateTrust, and by the admin API.
 *
 * <p>
 * A chain is ordered and verified here and not in the TLS handshake, because the handshake must let self-signed certificates
 * through. The registered authority is the trust anchor, be it a root or an intermediate one.
 */
@NullMarked
package io.nave.hub.certificates;

import org.jspecify.annotations.NullMarked;
