package io.nave.hub.identity;

import java.time.Instant;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;

/**
 * A device of the identity registry (service-protocols §5.1). {@code generationId} tells this device from earlier ones of the
 * same id; {@code statusReason} is empty when there is none; {@code statusUpdatedAt} is {@link #NEVER} until the status
 * changed.
 */
public record Device(DeviceId id, String generationId, ETag etag, boolean enabled, String statusReason,
        Instant statusUpdatedAt, Credentials credentials) {

    /** What stands for "never" on the wire: the year 1. */
    public static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    /** The same device with a new version. */
    public Device withEtag(ETag newEtag) {
        return new Device(id, generationId, newEtag, enabled, statusReason, statusUpdatedAt, credentials);
    }
}
