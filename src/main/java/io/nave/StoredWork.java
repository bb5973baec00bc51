package io.nave;

import jakarta.inject.Singleton;

import io.nave.hub.configurations.ConfigurationRunner;
import io.nave.hub.jobs.JobFileStore;
import io.nave.hub.notification.NotificationForwarder;
import io.nave.hub.twins.DesiredNotices;
import io.nave.routing.CurrentRouting;
import io.nave.routing.forwarding.Forwarders;

/** What is stored to be done by whichever replica takes it, and the files that go with it. */
@Singleton
record StoredWork(NotificationForwarder notifications, JobsWork jobs, JobFileStore files, DesiredNotices desired,
        DeviceBoundWork deviceBound, PresenceWork presence, FilesWork uploads, CurrentRouting routing, Forwarders forwarders,
        ConfigurationRunner configurations) {
}
