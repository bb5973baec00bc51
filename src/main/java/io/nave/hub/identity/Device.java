package io.nave.hub.identity;

import java.time.Instant;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.id.WireTime;

/**
 * A device of the identity registry (service-protocols §5.1). {@code generationId} tells this device from earlier ones of the
 * same id.
 */
public record Device(DeviceId id, String generationId, ETag etag, DeviceStatus status, Credentials credentials,
        EdgeScope scope) {

    /** What stands for "never" on the wire: the year 1. */
    public static final Instant NEVER = WireTime.YEAR_ONE;

    /** The same device with a new version. */
    public Device withEtag(ETag newEtag) {
        return new Device(id, generationId, newEtag, status, credentials, scope);
    }

    /** The same device with other credentials, as a new version. */
    public Device withCredentials(Credentials changed, ETag newEtag) {
        return new Device(id, generationId, newEtag, status, changed, scope);
    }

    public boolean enabled() {
        return status.enabled();
    }
}
