/**
 * Whether the issuer of a certificate has taken it back: OCSP answers and revocation lists, fetched where the certificate says
 * they are. Start at RevocationCheck. RevocationSource is the port to the network; AnswerCache keeps what it answered. What is
 * fetched is judged by the JDK's PKIX validator, which is given the answers and so never blocks on the network itself.
 */
@NullMarked
package io.nave.hub.revocation;

import org.jspecify.annotations.NullMarked;
