/**
 * Who is connected, here and on other replicas: ConnectionTable (this replica, take-over), PresenceStore (all replicas, also
 * who was), SessionStore (what a durable MQTT session remembers), NodeMessenger (calls between replicas). Back ends are told
 * by ConnectionNotifications, of events that are written with the presence they tell of (ConnectionEvents). A
 * DeviceConnection is what the hub can ask of a client: to take notice, to carry out a direct method (MethodRequest,
 * MethodAnswer), to go. Every connection knows what it rests on (ConnectionProof); when something of that changes,
 * AccessChanges has it reviewed here and on the other replicas. A connection that a gateway made for somebody behind it is
 * found by its gateways too (BehindGateways).
 */
@NullMarked
package io.nave.hub.connections;

import org.jspecify.annotations.NullMarked;
