/**
 * WebSockets: the handshake and the frames alone, and the running hub through them. The raw client is
 * {@link io.nave.wire.WebSocketSocket}.
 */
@NullMarked
package io.nave.protocol.websocket;

import org.jspecify.annotations.NullMarked;
