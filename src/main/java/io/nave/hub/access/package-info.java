/**
 * Who may do what: shared access policies, SAS tokens, certificates. Authenticator is the one place that decides; every
 * protocol asks it. Signatures are over the resource text exactly as it was received, and compared in constant time.
 */
@NullMarked
package io.nave.hub.access;

import org.jspecify.annotations.NullMarked;
