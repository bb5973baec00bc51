package io.nave.routing;

import jakarta.inject.Singleton;

import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageIntake;
import io.nave.hub.message.MessageSource;

/** Hands each message to the endpoint of the fallback route, {@code events} (semantics §1.5). */
@Singleton
public final class RoutePipeline implements MessageIntake {

    private final Endpoint fallback;

    public RoutePipeline(Endpoint fallback) {
        this.fallback = fallback;
    }

    @Override
    public void accept(DeviceMessage message, Acknowledgement acknowledgement) {
        fallback.deliver(message, acknowledgement);
    }

    /** The fallback route is for telemetry only, and no other can be declared yet: there is nowhere to send it. */
    @Override
    public void acceptNotification(MessageSource source, DeviceMessage message, Acknowledgement acknowledgement) {
        acknowledgement.stored();
    }

    @Override
    public boolean takes(MessageSource source) {
        return false;
    }
}
