package io.nave.hub.scheduled;

import jakarta.inject.Singleton;

import io.nave.hub.message.MessageSource;
import io.nave.hub.notification.NotificationForwarder;

/** Whether back ends hear when a job changes its state (semantics §1.2), and that there is something to hear. */
@Singleton
final class JobNews {

    private final NotificationForwarder forwarder;

    JobNews(NotificationForwarder forwarder) {
        this.forwarder = forwarder;
    }

    boolean isWanted() {
        return forwarder.wants(MessageSource.DEVICE_JOB_LIFECYCLE);
    }

    /** Something was stored that may have to be told. */
    void told() {
        if (isWanted()) {
            forwarder.wake();
        }
    }
}
