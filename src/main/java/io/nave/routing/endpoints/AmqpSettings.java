package io.nave.routing.endpoints;

import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * An AMQP 1.0 address: a queue or topic of a broker, an event hub, or a Service Bus entity, which are told apart by the kind
 * alone. {@code trustedCertificates} is PEM, for servers that no public authority vouches for. Fails with ARGUMENT_INVALID.
 */
public record AmqpSettings(EndpointKind kind, String host, int port, boolean tls, String address, Optional<ServerLogin> login,
        Optional<String> trustedCertificates) implements EndpointSettings {

    public AmqpSettings {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "An AMQP endpoint names a host, and a port from 1 to 65535");
        }
        if (address.isBlank()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "An AMQP endpoint names the address that it sends to");
        }
    }
}
