/**
 * A device-to-cloud message as a value, how it is handed on (MessageIntake) and how it is written to a log (MessageCodec).
 * The adapters build DeviceMessage; routing and the event log take it. This is the per-message path: no Uni per message,
 * one copy of the payload, and an Acknowledgement that is completed only when the message is stored.
 */
@NullMarked
package io.nave.hub.message;

import org.jspecify.annotations.NullMarked;
