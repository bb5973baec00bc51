package io.nave.hub.identity;

import java.util.Optional;

import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;

/** What became of one operation of a bulk call: nothing to say, or why it was refused. */
public record BulkOutcome(ClientId id, Optional<HubException> refusal) {

    static BulkOutcome done(BulkItem item) {
        return new BulkOutcome(item.id(), Optional.empty());
    }

    static BulkOutcome refused(BulkItem item, HubException refusal) {
        return new BulkOutcome(item.id(), Optional.of(refusal));
    }
}
