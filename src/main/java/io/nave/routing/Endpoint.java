package io.nave.routing;

import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;

/** Where messages can be routed to. It holds a message durably before it acknowledges it. */
public interface Endpoint {

    /** The name that routes use. */
    String name();

    /** Takes a message; same promises as {@code MessageIntake.accept}. */
    void deliver(DeviceMessage message, Acknowledgement acknowledgement);
}
