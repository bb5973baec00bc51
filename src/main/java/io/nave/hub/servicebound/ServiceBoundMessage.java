package io.nave.hub.servicebound;

import java.time.Instant;

import io.nave.hub.id.LockToken;

/** One message of the hub's own to back ends, as it is delivered: locked for whoever received it. */
public sealed interface ServiceBoundMessage permits FeedbackBatch, FileNotification {

    LockToken token();

    /** How often it was given back before. */
    int deliveryCount();

    Instant enqueuedAt();
}
