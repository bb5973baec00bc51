package io.nave.hub.identity;

import jakarta.inject.Singleton;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.notification.NotificationForwarder;

/** Reports what was done to identities: to operators, and that notifications for back ends are waiting. */
@Singleton
final class IdentityReports {

    private final HubMonitor monitor;
    private final NotificationForwarder forwarder;

    IdentityReports(HubMonitor monitor, NotificationForwarder forwarder) {
        this.monitor = monitor;
        this.forwarder = forwarder;
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

    void deleted(DeviceId device) {
        report(device.value(), "delete");
        forwarder.wake();
    }

    void deleted(ClientId module) {
        report(module.toString(), "delete");
        forwarder.wake();
    }

    private void report(String identity, String operation) {
        monitor.report(new HubEvent.IdentityChanged(identity, operation));
    }
}
