package io.nave.hub.identity;

import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.PresenceStore;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.notification.NotificationForwarder;
import io.smallrye.mutiny.Uni;

/**
 * Reports what was done to identities: to operators, that notifications for back ends are waiting, and to who remembers those
 * that are gone.
 */
@Singleton
final class IdentityReports {

    private final HubMonitor monitor;
    private final NotificationForwarder forwarder;
    private final PresenceStore presence;
    private final DeviceRemains remains;

    IdentityReports(HubMonitor monitor, NotificationForwarder forwarder, PresenceStore presence, DeviceRemains remains) {
        this.monitor = monitor;
        this.forwarder = forwarder;
        this.presence = presence;
        this.remains = remains;
    }

    void created(DeviceId device) {
        report(device.value(), "create");
        forwarder.wake();
    }

    void created(ClientId module) {
        report(module.toString(), "create");
        forwarder.wake();
    }

    void changed(DeviceId device) {
        report(device.value(), "update");
    }

    void changed(ClientId module) {
        report(module.toString(), "update");
    }

    /** The deletion of a device stands even when what other stores keep of it cannot be removed. */
    Uni<Void> deleted(DeviceId device, String generationId) {
        return deleted(new ClientId(device, Optional.empty()))
                .chain(() -> reported("removing the messages of a device", remains.remove(device, generationId)));
    }

    /** Of a device or module; the deletion stands even when its presence cannot be forgotten. */
    Uni<Void> deleted(ClientId client) {
        report(client.toString(), "delete");
        forwarder.wake();
        return reported("forgetting presence", presence.forget(client));
    }

    private Uni<Void> reported(String what, Uni<Void> work) {
        return work.onFailure().invoke(failure -> monitor.report(new HubEvent.BackgroundFailure(what, failure)))
                .onFailure().recoverWithNull();
    }

    private void report(String identity, String operation) {
        monitor.report(new HubEvent.IdentityChanged(identity, operation));
    }
}
