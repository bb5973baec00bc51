/**
 * Who is connected, here and on other replicas: ConnectionTable (this replica, take-over), PresenceStore (all replicas),
 * SessionStore (what a durable MQTT session remembers), NodeMessenger (calls between replicas).
 */
@NullMarked
package io.nave.hub.connections;

import org.jspecify.annotations.NullMarked;
