package io.nave.routing.endpoints;

/** The port to what carries messages to custom endpoints. From any thread. */
public interface EndpointSenders {

    /** Opens a sender; returns at once, connects when something is to be sent, and opens again what was cut. */
    EndpointSender open(CustomEndpoint endpoint);
}
