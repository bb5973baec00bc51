/**
 * MQTT and AMQP over WebSocket, on the HTTPS port beside REST (device-protocols §1.12, §2.2, service-protocols §6.7).
 * WebSocketGate has the routes; WebSocketHandshake decides who may change over, and to which SubProtocol; WebSocketFrames then
 * stands in the channel and makes bytes of frames. What comes out is a socket like any other, on the event loop of its channel
 * and with the address and certificate of its peer, and whoever speaks its protocol takes it: HubListeners says who.
 *
 * <p>
 * Decisions: the HTTP codecs leave the channel with the handshake, so a WebSocket costs one copy less than Vert.x' own and its
 * back-pressure is that of TCP; no extensions, because compression before encryption helps nobody here; nothing is
 * authenticated
 * at the handshake, because the protocol inside does it, and the query {@code iothub-no-client-cert} proves nothing.
 */
@NullMarked
package io.nave.protocol.websocket;

import org.jspecify.annotations.NullMarked;
