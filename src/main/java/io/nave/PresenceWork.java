package io.nave;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ConnectionNotifications;
import io.nave.hub.projection.IdentityProjection;

/** What becomes of what is noted of presence: it is told to back ends, and shown to queries. */
@Singleton
record PresenceWork(ConnectionNotifications events, IdentityProjection projection) {
}
