/**
 * Nave, a self-hosted IoT hub that speaks Azure IoT Hub's protocols.
 *
 * <pre>
 *  devices                                  one replica                                       back ends
 *  MQTT 8883 ──► protocol.mqtt ─┐                                  ┌─ endpoint.BuiltIn ◄── Event Hubs clients, AMQP 5671
 *  REST 443  ──► protocol.http ─┼─► hub.* ──► MessageIntake ──► routing
 *  AMQP 5671 ──► protocol.amqp ─┘     │ ports
 *                                     ▼
 *                    storage.postgres   storage.redis
 * </pre>
 *
 * Who may import whom: {@code hub} imports nobody but the JDK, Mutiny and Jackson's tree; {@code routing} imports hub;
 * {@code endpoint} hub and routing; {@code protocol.x} hub and its own wire library; {@code storage.x} hub, routing and its own
 * driver; {@code admin} hub and routing; {@code oidc} hub and the library of logins; {@code ops} hub. This package wires them
 * and is imported by nobody. ArchUnit holds the rules.
 *
 * <p>
 * Routes pick messages by conditions, which {@code hub.expression} compiles.
 *
 * <p>
 * Files come in at 443, too, under the name of the hub's container: {@code protocol.blob}, {@code hub.blobs},
 * {@code storage.blob}.
 *
 * <p>
 * WebSockets come in at 443, too: {@code protocol.websocket} makes plain sockets of them and HubListeners hands those to MQTT
 * or
 * AMQP.
 *
 * <p>
 * Follow one message from device to back end: MqttListener, MqttConnect, Authenticator, MqttSession, MqttTelemetry,
 * TelemetryService, RoutePipeline, BuiltInEndpoint, PostgresEventLog, EventConsumerLink. And one to a device:
 * ServiceDeviceBoundLink, DeviceBoundService, RedisDeviceBoundQueue, MqttDeviceBound; what became of it comes back by
 * FeedbackOutbox, RedisFeedbackQueue, ServiceBoundLink.
 */
@NullMarked
package io.nave;

import org.jspecify.annotations.NullMarked;
