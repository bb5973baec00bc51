package io.nave.hub.access;

import java.time.Instant;
import java.util.Optional;

import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.SessionState;
import io.nave.hub.message.MessageOrigin;

/**
 * A device that has proved who it is: what is stamped on its messages, until when the proof holds ({@link Instant#MAX} for a
 * certificate; a live connection ends {@link Authenticator#GRACE} later), what the proof rests on, and what its durable MQTT
 * session remembers.
 */
public record DeviceAccess(MessageOrigin origin, Instant expiresAt, ConnectionProof proof, Optional<SessionState> session) {
}
