package io.nave.hub.connections;

import java.util.Optional;

import io.nave.hub.id.ClientId;

/**
 * The desired properties of a twin changed and have this version now. {@code patch} is the JSON text of the change as the
 * device
 * is told it, without its version; empty when it is too long to be passed on, or not known here: then it is in the store.
 */
public record DesiredChange(ClientId client, long version, Optional<String> patch) {
}
