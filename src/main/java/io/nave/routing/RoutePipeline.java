package io.nave.routing;

import jakarta.inject.Singleton;

import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageIntake;

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
}
