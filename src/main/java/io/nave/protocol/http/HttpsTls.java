package io.nave.protocol.http;

import jakarta.inject.Singleton;

import io.nave.protocol.tls.ListenerTls;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;

/**
 * The HTTPS port speaks the same TLS as those of MQTT and AMQP, so that it asks for a client certificate and takes any
 * (device-protocols §0.4): devices come here too, over WebSockets.
 */
@Singleton
final class HttpsTls implements HttpServerOptionsCustomizer {

    private final ListenerTls tls;

    HttpsTls(ListenerTls tls) {
        this.tls = tls;
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        tls.secure(options);
    }
}
