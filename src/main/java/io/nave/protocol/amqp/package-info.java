/**
 * AMQP 1.0: the built-in, Event Hubs-compatible endpoint that back ends read, the links by which they send to devices
 * (ServiceDeviceBoundLink) and hear what became of it and of uploaded files (ServiceBoundLink), and the links of devices:
 * AmqpDevices has those of a
 * connection, AmqpDevice one with its presence and fate, DeviceNodes what its links do (DeviceTelemetryLink, DeviceQueueLink,
 * DeviceMethods, DeviceTwin). HubServer opens AmqpListener; one server per event loop takes sockets, AcceptedSockets those that
 * came as WebSockets, AmqpTransport moves their bytes through the proton engine, and AmqpConnection hands each link to its
 * feature by LinkAddress. What a connection has shown is with ConnectionProofs, Grants and DeviceProofs. The engine is driven
 * directly and not through the ProtonServer of vertx-proton, which flushes after every message, refuses clients without a SASL
 * layer and long SASL PLAIN responses, decodes deliveries before anybody sees their bytes, and cannot be fed from a WebSocket.
 * Everything of a connection is confined to its event loop; answers of stores come back to it.
 */
@NullMarked
package io.nave.protocol.amqp;

import org.jspecify.annotations.NullMarked;
