package io.nave.ops;

import java.util.Locale;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.nave.ops.HubReadiness.State;

/** Ready while all listeners are open. */
@Readiness
@Singleton
final class ListenersCheck implements HealthCheck {

    private final HubReadiness readiness;

    ListenersCheck(HubReadiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public HealthCheckResponse call() {
        State state = readiness.state();
        return HealthCheckResponse.named("listeners").status(state == State.READY)
                .withData("state", state.name().toLowerCase(Locale.ROOT)).build();
    }
}
