package io.nave;

import java.time.Clock;
import java.time.Duration;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.nave.hub.access.GivenPolicyKeys;
import io.nave.hub.configurations.ConfigurationPace;
import io.nave.hub.connections.ConnectionEventPace;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.files.FileUploadLimits;
import io.nave.hub.guessing.GuessLimits;
import io.nave.hub.id.HubNames;
import io.nave.hub.methods.MethodLimits;
import io.nave.hub.notification.ForwardingPace;
import io.nave.hub.revocation.RevocationMode;
import io.nave.hub.scheduled.ScheduledJobLimits;
import io.nave.hub.servicebound.FeedbackLimits;
import io.nave.hub.servicebound.FileNotificationLimits;
import io.nave.routing.forwarding.ForwardingLimits;

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
    RevocationMode revocation(X509Config config, HubConfig hub) {
        return config.revocationAt(hub.security());
    }

    @Produces
    @Singleton
    ForwardingPace forwardingPace(HubConfig config) {
        return new ForwardingPace(config.notificationPoll());
    }

    @Produces
    @Singleton
    ConnectionEventPace connectionEventPace(HubConfig config) {
        Duration snapshot = config.compatibility() == HubConfig.Compatibility.STRICT ? Duration.ofMinutes(1) : Duration.ZERO;
        return new ConnectionEventPace(snapshot, config.notificationPoll());
    }

    @Produces
    @Singleton
    DeviceBoundLimits deviceBoundLimits(DeviceBoundConfig config, HubConfig hub) {
        return config.limits(hub.compatibility());
    }

    @Produces
    @Singleton
    FeedbackLimits feedbackLimits(DeviceBoundConfig config) {
        return config.feedback().limits();
    }

    @Produces
    @Singleton
    FileUploadLimits fileUploadLimits(FilesConfig config) {
        return config.limits();
    }

    @Produces
    @Singleton
    FileNotificationLimits fileNotificationLimits(FilesConfig config) {
        return config.notifications().limits();
    }

    @Produces
    @Singleton
    MethodLimits methodLimits(MethodsConfig config) {
        return config.limits();
    }

    @Produces
    @Singleton
    ScheduledJobLimits scheduledJobLimits(ScheduledJobsConfig config) {
        return config.limits();
    }

    @Produces
    @Singleton
    GivenPolicyKeys givenPolicyKeys(AccessConfig config) {
        return config.given();
    }

    @Produces
    @Singleton
    GuessLimits guessLimits(AccessConfig config) {
        return config.guard().limits();
    }

    @Produces
    @Singleton
    ForwardingLimits forwardingLimits(RoutingConfig config) {
        return config.limits();
    }

    @Produces
    @Singleton
    ConfigurationPace configurationPace(ConfigurationsConfig config) {
        return config.pace();
    }
}
