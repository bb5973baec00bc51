/**
 * Who may do what: shared access policies, SAS tokens, certificates. Authenticator is the one place that decides; every
 * protocol asks it, and DeviceCheck for it; GatewayCheck decides for whom else a gateway may connect. Whatever can be proved,
 * AccessRules keep out whom the operator does not want, and
 * GuessGuard slows down who tries one secret after the other. PolicyService is how policies are changed. Signatures are over
 * the resource text exactly as it was received, and compared in constant time.
 */
@NullMarked
package io.nave.hub.access;

import org.jspecify.annotations.NullMarked;
