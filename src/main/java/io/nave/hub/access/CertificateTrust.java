package io.nave.hub.access;

import java.security.cert.X509Certificate;
import java.util.List;

import io.smallrye.mutiny.Uni;

/** The port to what decides whether a certificate authority of the hub stands behind a device (device-protocols §4.5). */
public interface CertificateTrust {

    /**
     * The registered and verified authority that a chain leads to, by a text that is another one when its certificate is
     * another
     * one; {@code chain} is as the client showed it, leaf first. Fails with IOT_HUB_UNAUTHORIZED whose detail says why not, for
     * the log. Completes on any thread.
     */
    Uni<String> issuerOf(List<X509Certificate> chain);

    /** Whether the authority of this text is registered and verified now. */
    boolean stands(String authority);

    /** Reads the authorities anew, because somebody changed them. */
    Uni<Void> refresh();
}
