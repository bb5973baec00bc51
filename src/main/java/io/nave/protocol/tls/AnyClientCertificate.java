package io.nave.protocol.tls;

import java.security.cert.X509Certificate;

import javax.net.ssl.X509TrustManager;

/**
 * Lets every client certificate through the handshake, whose owner proves possession of its key there; the Authenticator
 * compares the thumbprint afterwards. Sends an empty list of authorities, because some clients filter by it (device-protocols
 * §4.5).
 */
final class AnyClientCertificate implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        // decided afterwards, when the device is known
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("A listener meets no servers");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
