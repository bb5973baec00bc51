package io.nave.protocol.tls;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import jakarta.inject.Singleton;

import io.nave.protocol.tls.TlsConfig.Engine;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;

/**
 * Makes a listener speak TLS 1.2 and 1.3. A client certificate is asked for and never required, and a self-signed one gets
 * through the handshake: what it proves is decided afterwards, by thumbprint (device-protocols §0.4, §4.5).
 */
@Singleton
public final class ListenerTls {

    private static final Set<String> VERSIONS = new LinkedHashSet<>(List.of("TLSv1.2", "TLSv1.3"));

    private final TlsConfig config;

    public ListenerTls(TlsConfig config) {
        this.config = config;
    }

    /** Adds TLS to the options of a listener. */
    public void secure(NetServerOptions options) {
        options.setSsl(true)
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setKeyCertOptions(new PemKeyCertOptions().setCertPath(config.certificate()).setKeyPath(config.key()))
                .setClientAuth(ClientAuth.REQUEST)
                .setTrustOptions(TrustOptions.wrap(new AnyClientCertificate()));
        if (isNative()) {
            options.setSslEngineOptions(new OpenSSLEngineOptions());
        } else {
            options.setSslEngineOptions(new JdkSSLEngineOptions());
        }
    }

    /** Whether the native engine is used. */
    public boolean isNative() {
        return config.engine() == Engine.AUTO && OpenSSLEngineOptions.isAvailable();
    }
}
