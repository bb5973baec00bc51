package io.nave.hub.message;

import io.nave.hub.id.ClientId;

/**
 * Who sent a message, as authenticated by the hub and never as claimed by the client: stamped as {@code iothub-connection-*}
 * (device-protocols §1.9). One per connection, shared by its messages.
 */
public record MessageOrigin(ClientId client, String generationId, AuthMethod authMethod) {
}
