/**
 * Tests of the MQTT adapter: units for the words of the wire, and wire tests with real sockets against in-memory stores.
 * MqttFixture sets a listener up.
 */
@NullMarked
package io.nave.protocol.mqtt;

import org.jspecify.annotations.NullMarked;
