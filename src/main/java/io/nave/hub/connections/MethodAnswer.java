package io.nave.hub.connections;

import io.nave.hub.error.ErrorCode;

/** What came of a direct method (semantics §6.1). */
public sealed interface MethodAnswer {

    /** What the device answered; {@code status} is its own number, {@code payload} a JSON text as it wrote it. */
    record Result(int status, String payload) implements MethodAnswer {
    }

    /** Why the device did not answer, or not in a way that can be passed on. */
    record Refusal(ErrorCode code, String detail) implements MethodAnswer {
    }

    Refusal NOT_ONLINE = new Refusal(ErrorCode.DEVICE_NOT_ONLINE,
            "The operation failed because the requested device isn't online or hasn't registered the direct method callback.");

    Refusal TIMED_OUT = new Refusal(ErrorCode.GATEWAY_TIMEOUT, "Timed out waiting for the response from device.");

    Refusal DISCONNECTED = new Refusal(ErrorCode.DEVICE_CONNECTION_CLOSED_REMOTELY,
            "The connection of the device ended before it answered; whether it has carried out the method is not known");

    /** The device has as much to do as it may have, or reads so slowly that more would pile up. */
    Refusal TOO_MANY = new Refusal(ErrorCode.DEVICE_MAXIMUM_INFLIGHT_METHOD_EXCEEDED,
            "Too many methods of the device are under way, try again when some are done");
}
