package io.nave.protocol.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

import io.nave.hub.access.DeviceProof;

/** What a client showed in the TLS handshake (device-protocols §4.5). */
public final class ClientCertificate {

    private ClientCertificate() {
    }

    /** The certificates of a session; nothing when there are none, or no TLS. */
    public static DeviceProof shownIn(@Nullable SSLSession tls) {
        if (tls == null) {
            return new DeviceProof.Nothing();
        }
        try {
            List<X509Certificate> chain = Stream.of(tls.getPeerCertificates()).filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast).toList();
            return chain.isEmpty() ? new DeviceProof.Nothing() : new DeviceProof.Certificate(chain);
        } catch (SSLPeerUnverifiedException none) {
            return new DeviceProof.Nothing();
        }
    }
}
