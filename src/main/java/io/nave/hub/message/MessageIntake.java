package io.nave.hub.message;

/** Takes device-to-cloud messages and stores them; the per-message path, so it returns at once and never blocks. */
public interface MessageIntake {

    /**
     * Takes a message. Messages of one device that are accepted one after the other are stored in that order. Completes the
     * acknowledgement with {@code refused(SERVER_BUSY)} when too much is waiting, {@code refused(SERVICE_UNAVAILABLE)} when the
     * store cannot take it.
     */
    void accept(DeviceMessage message, Acknowledgement acknowledgement);

    /**
     * Takes what the hub itself says about a device. Unlike telemetry it goes only where a route of its source sends it
     * (semantics §1.5); without one it is acknowledged and goes nowhere. Off the per-message path.
     */
    void acceptNotification(MessageSource source, DeviceMessage message, Acknowledgement acknowledgement);

    /** Whether a route takes what comes from this source now; what none takes need not be stored to be told. Any thread. */
    boolean takes(MessageSource source);
}
