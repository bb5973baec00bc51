package io.nave.endpoint;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointSender;
import io.nave.routing.endpoints.EndpointSenders;

/** Opens what carries messages to an endpoint, by its kind. */
@Singleton
final class EndpointFactory implements EndpointSenders {

    @Override
    public EndpointSender open(CustomEndpoint endpoint) {
        throw new HubException(ErrorCode.SERVER_ERROR, "No endpoint of this kind: " + endpoint.settings().kind());
    }
}
