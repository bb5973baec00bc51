package io.nave.hub.revocation;

/** What is done about revocation when a device shows a certificate of a registered authority. */
public enum RevocationMode {
    /** Nothing is asked. */
    OFF,
    /** A revoked certificate is refused; when nobody answers, the certificate counts as good and that is reported. */
    FAIL_OPEN,
    /** When a certificate names who to ask and nobody answers, the device is told to try again later. */
    FAIL_CLOSED
}
