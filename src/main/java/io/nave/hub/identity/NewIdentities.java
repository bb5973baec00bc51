package io.nave.hub.identity;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.IdentityStore.NewDevice;
import io.nave.hub.notification.Notification;

/**
 * Makes devices and modules of what was asked for, with what comes with them (service-protocols §5.2, §5.7; semantics §7.5).
 */
@Singleton
final class NewIdentities {

    /** The modules that every gateway has; they get their keys from the gateway's own runtime. */
    static final List<DeviceId> SYSTEM_MODULES = List.of(new DeviceId("$edgeAgent"), new DeviceId("$edgeHub"));

    private static final String MANAGED_BY_EDGE = "iotEdge";

    private final CredentialRules credentials;
    private final IdentityStamps stamps;
    private final LifecycleNotifications notifications;

    NewIdentities(CredentialRules credentials, IdentityStamps stamps, LifecycleNotifications notifications) {
        this.credentials = credentials;
        this.stamps = stamps;
        this.notifications = notifications;
    }

    /** Fails with ARGUMENT_INVALID or INVALID_DEVICE_SCOPE. */
    NewDevice device(DeviceRequest request) {
        String generationId = stamps.generationId();
        DeviceStatus status = new DeviceStatus(request.enabled().orElse(true), request.statusReason(), Device.NEVER);
        Device device = new Device(request.id(), generationId, stamps.etag(), status,
                credentials.ofNew(request.credentials()), EdgeRules.ofNew(request.edge(), request.id(), generationId));
        List<Module> modules = device.scope().iotEdge() ? systemModules(device.id()) : List.of();
        return new NewDevice(device, modules, notificationsOf(device, modules));
    }

    private List<Notification> notificationsOf(Device device, List<Module> modules) {
        ClientId client = new ClientId(device.id(), Optional.empty());
        return Stream.concat(Stream.of(notifications.created(client, device.generationId())),
                modules.stream().map(this::created)).toList();
    }

    /** The system modules of a gateway, which have no credentials yet. */
    List<Module> systemModules(DeviceId device) {
        return SYSTEM_MODULES.stream().map(name -> new Module(new ClientId(device, Optional.of(name)),
                stamps.generationId(), stamps.etag(), MANAGED_BY_EDGE, new Credentials.None())).toList();
    }

    /** Fails with ARGUMENT_INVALID. */
    Module module(ModuleRequest request) {
        return new Module(request.id(), stamps.generationId(), stamps.etag(), request.managedBy().orElse(""),
                credentials.ofNew(request.credentials()));
    }

    Notification created(Module module) {
        return notifications.created(module.id(), module.generationId());
    }

    Notification deleted(ClientId client, String generationId) {
        return notifications.deleted(client, generationId);
    }
}
