package io.nave.protocol.amqp;

import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.nave.hub.access.Authenticator;
import io.nave.hub.access.Caller;
import io.nave.hub.access.KeyForm;
import io.nave.hub.access.Peer;
import io.nave.hub.connections.ConnectionCalls;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.DeviceBoundService;
import io.nave.hub.eventlog.ConsumerGroupStore;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.eventlog.ReaderTable;
import io.nave.hub.id.HubNames;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.FileNotificationQueue;
import io.nave.hub.servicebound.ServiceBoundQueue;
import io.nave.hub.telemetry.TelemetryService;
import io.nave.hub.twins.TwinService;
import io.nave.protocol.amqp.LinkAddress.ServiceNode;
import io.smallrye.mutiny.Uni;

/** What the links of a connection need from the hub. */
@Singleton
record AmqpServices(Authenticator authenticator, AmqpEvents events, AmqpDeviceBound queues, AmqpOfDevices devices,
        HubNames names, Clock clock, HubMonitor monitor) {

    /** What readers of the built-in endpoint need. */
    @Singleton
    record AmqpEvents(EventLog log, ConsumerGroupStore groups, ReaderTable readers) {
    }

    /** What back ends need that send to devices, and hear of it and of files. */
    @Singleton
    record AmqpDeviceBound(DeviceBoundService service, FeedbackQueue feedback, FileNotificationQueue files) {
    }

    /** What links of devices need. */
    @Singleton
    record AmqpOfDevices(ConnectionCalls connections, TelemetryService telemetry, TwinService twins, DeviceBoundQueue queue) {
    }

    /** Three base64url parts; a SAS token has an equals sign. */
    private static final Pattern JWT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    EventLog log() {
        return events.log();
    }

    ConsumerGroupStore groups() {
        return events.groups();
    }

    ReaderTable readers() {
        return events.readers();
    }

    DeviceBoundService deviceBound() {
        return queues.service();
    }

    /** What is received from this node; empty when nothing is. */
    Optional<ServiceBoundQueue<?>> serviceBound(ServiceNode node) {
        return switch (node) {
            case FEEDBACK -> Optional.of(queues.feedback());
            case FILE_NOTIFICATIONS -> Optional.of(queues.files());
            case DEVICE_BOUND, OTHER -> Optional.empty();
        };
    }

    ConnectionCalls connections() {
        return devices.connections();
    }

    TelemetryService telemetry() {
        return devices.telemetry();
    }

    TwinService twins() {
        return devices.twins();
    }

    DeviceBoundQueue deviceBoundQueue() {
        return devices.queue();
    }

    /**
     * Who shows this token: a SAS token of a policy, or an administrator's, with {@code Bearer} before it as Node's service
     * client has it, or alone (service-protocols §6.3). The text decides: what clients say of its type is not reliable. Fails
     * like {@link Authenticator#authorize}.
     */
    Uni<Caller> callerOf(String token, Peer peer) {
        String authorization = JWT.matcher(token).matches() ? "Bearer " + token : token;
        return authenticator.authorize(authorization, KeyForm.DECODED_OR_TEXT, peer);
    }
}
