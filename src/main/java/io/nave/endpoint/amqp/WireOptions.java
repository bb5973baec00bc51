package io.nave.endpoint.amqp;

import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.nave.endpoint.ServerTrust;
import io.nave.routing.endpoints.AmqpSettings;
import io.nave.routing.endpoints.ServerLogin;
import io.vertx.core.net.TrustOptions;
import io.vertx.proton.ProtonClientOptions;

/**
 * How an endpoint's server is connected to. With a login it is shown by SASL PLAIN and nothing else, without one the hub is
 * ANONYMOUS. With TLS the server's certificate is for its name, and by the JDK's authorities or the declared ones.
 */
final class WireOptions {

    /** Sent to the server, which is to be heard from twice as often as it is given up. */
    private static final int HEARTBEAT_MILLIS = 30_000;
    private static final int SILENT_SOCKET_SECONDS = 90;

    private final String endpoint;
    private final AmqpSettings settings;
    private final Duration patience;
    private final ProtonClientOptions client;

    /** Fails with ARGUMENT_INVALID when the trusted certificates cannot be read. */
    WireOptions(String endpoint, AmqpSettings settings, Duration patience) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.patience = patience;
        this.client = new ProtonClientOptions().setHeartbeat(HEARTBEAT_MILLIS);
        client.addEnabledSaslMechanism(settings.login().isPresent() ? "PLAIN" : "ANONYMOUS");
        client.setConnectTimeout((int) patience.toMillis()).setIdleTimeout(SILENT_SOCKET_SECONDS).setTcpNoDelay(true);
        if (settings.tls()) {
            client.setSsl(true).setHostnameVerificationAlgorithm("HTTPS")
                    .setSslHandshakeTimeout(Math.max(1, patience.toSeconds()));
            settings.trustedCertificates().map(ServerTrust::with)
                    .ifPresent(trust -> client.setTrustOptions(TrustOptions.wrap(trust.trustManager())));
        }
    }

    /** A copy. */
    ProtonClientOptions client() {
        return new ProtonClientOptions(client);
    }

    /** How the server knows one connection from another. */
    String container() {
        return "nave-" + endpoint + "-" + UUID.randomUUID();
    }

    String host() {
        return settings.host();
    }

    int port() {
        return settings.port();
    }

    String address() {
        return settings.address();
    }

    @Nullable
    String user() {
        return settings.login().map(ServerLogin::user).orElse(null);
    }

    @Nullable
    String password() {
        return settings.login().map(login -> login.password().reveal()).orElse(null);
    }

    /** From the first packet until the server has opened the connection. */
    Duration patience() {
        return patience;
    }
}
