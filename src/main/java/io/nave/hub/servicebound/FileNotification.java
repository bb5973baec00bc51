package io.nave.hub.servicebound;

import java.time.Instant;

import io.nave.hub.id.LockToken;

/** The notification of one uploaded file as it is delivered. */
public record FileNotification(LockToken token, int deliveryCount, Instant enqueuedAt, UploadedFile file)
        implements
            ServiceBoundMessage {
}
