package io.nave.hub.connections;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/** The port to durable MQTT sessions; they survive restarts and serve every replica (device-protocols §1.6). */
public interface SessionStore {

    /** Stores the session, replacing what was there; does nothing when the identity is gone. */
    Uni<Void> save(ClientId client, SessionState state);

    /** Forgets the session. */
    Uni<Void> delete(ClientId client);
}
