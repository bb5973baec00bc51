/**
 * MQTT 3.1.1 for devices (device-protocols §1). MqttListener opens the ports; MqttGate stands in each channel; MqttConnect
 * decides who comes in; MqttSession is one connected client; MqttTelemetry makes messages of what it publishes, MqttTwins
 * answers for its twin, MqttMethods has it carry out direct methods, MqttDeviceBound delivers what waits in its queue. The
 * words
 * of the wire are in MqttTopic, MqttUserName and PropertyBag.
 *
 * <p>
 * vertx-mqtt speaks the protocol but hides the channel, and with it the user name of a CONNECT without a password, the
 * keep-alive cap, back-pressure, and many PUBACKs in one write. So each server is made on a GatedVertx, which lets every
 * channel
 * pass through our hands once: MqttGate is put behind vertx-mqtt's decoder. That is the only place that knows of it. A socket
 * that
 * somebody else accepted, a WebSocket, is given to it by an AcceptedServer, which has no port.
 *
 * <p>
 * Decisions: no retained messages and no subscriptions beyond the hub's own filters, because the hub is no broker; every
 * refusal is a closed connection, because MQTT 3.1.1 has no other word; PUBACKs leave in the order of arrival.
 */
@NullMarked
package io.nave.protocol.mqtt;

import org.jspecify.annotations.NullMarked;
