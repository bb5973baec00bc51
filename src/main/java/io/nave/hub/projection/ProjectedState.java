package io.nave.hub.projection;

import io.nave.hub.connections.Presence;

/** What queries see of an identity that nobody writes: its presence, and how many messages wait for it. */
public record ProjectedState(Presence presence, int messages) {
}
