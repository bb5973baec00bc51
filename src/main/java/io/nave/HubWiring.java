package io.nave;

import java.time.Clock;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.nave.hub.access.GivenPolicyKeys;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.id.HubNames;

/** What the ports are wired to where the type alone does not say it. */
@Singleton
final class HubWiring {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    ReplicaId replica() {
        return ReplicaId.random();
    }

    @Produces
    @Singleton
    HubNames names(HubConfig config) {
        return new HubNames(config.hostName(), config.hostAliases(), config.eventHubName());
    }

    @Produces
    @Singleton
    GivenPolicyKeys givenPolicyKeys(AccessConfig config) {
        return config.given();
    }
}
