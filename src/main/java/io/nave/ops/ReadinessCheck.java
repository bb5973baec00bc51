package io.nave.ops;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.nave.hub.access.PolicyStore;
import io.nave.hub.connections.PresenceStore;
import io.nave.hub.id.ClientId;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;

/** Ready while the stores answer, asked through the hub's own ports. */
@Readiness
@Singleton
final class ReadinessCheck implements AsyncHealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String NAME = "stores";

    private final PolicyStore policies;
    private final PresenceStore presence;

    ReadinessCheck(PolicyStore policies, PresenceStore presence) {
        this.policies = policies;
        this.presence = presence;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.combine().all().unis(policies.find("service"), presence.find(List.of(ClientId.of("readiness"))))
                .discardItems()
                .ifNoItem().after(PATIENCE).fail()
                .replaceWith(() -> HealthCheckResponse.up(NAME))
                .onFailure().recoverWithItem(failure -> down(failure));
    }

    private static HealthCheckResponse down(Throwable failure) {
        return HealthCheckResponse.named(NAME).down().withData("reason", failure.getClass().getSimpleName()).build();
    }
}
