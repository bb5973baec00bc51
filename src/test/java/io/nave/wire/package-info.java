/**
 * Clients that speak the wire byte by byte, for tests that compare to the byte or break the protocol on purpose. Start at
 * MqttWire.
 */
@NullMarked
package io.nave.wire;

import org.jspecify.annotations.NullMarked;
