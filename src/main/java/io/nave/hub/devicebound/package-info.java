/**
 * Cloud-to-device messages (semantics §5): DeviceBoundService takes them from back ends, DeviceBoundQueue keeps them, links of
 * devices receive and settle them. Start with the states in DeviceBoundQueue. What a message's sender is told of its end is in
 * hub.servicebound.
 */
@NullMarked
package io.nave.hub.devicebound;

import org.jspecify.annotations.NullMarked;
