package io.nave.hub.revocation;

/** How a certificate stands with its issuer. */
enum Standing {
    GOOD,
    REVOKED,
    /** It cannot be told: nobody answered, or the answer is out of date, of somebody else or unreadable. */
    UNKNOWN
}
