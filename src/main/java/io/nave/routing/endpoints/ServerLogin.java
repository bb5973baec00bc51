package io.nave.routing.endpoints;

/** A name and a password that a server knows the hub by. */
public record ServerLogin(String user, EndpointSecret password) {
}
