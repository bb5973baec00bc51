package io.nave.hub.servicebound;

import java.time.Instant;
import java.util.List;

import io.nave.hub.id.LockToken;

/** Feedback as it is delivered: up to 64 records, locked for whoever received them. */
public record FeedbackBatch(LockToken token, int deliveryCount, Instant enqueuedAt, List<FeedbackRecord> records)
        implements
            ServiceBoundMessage {

    public FeedbackBatch {
        records = List.copyOf(records);
    }
}
