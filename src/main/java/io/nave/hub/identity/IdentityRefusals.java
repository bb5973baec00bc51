package io.nave.hub.identity;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;

/** The refusals of the identity registry in the words that the field knows (semantics §6.3). */
final class IdentityRefusals {

    private IdentityRefusals() {
    }

    static HubException notFound(DeviceId id) {
        return new HubException(ErrorCode.DEVICE_NOT_FOUND, "A device with Id '" + id + "' is not registered.");
    }

    static HubException alreadyExists(DeviceId id) {
        return new HubException(ErrorCode.DEVICE_ALREADY_EXISTS, "A device with Id '" + id + "' is already registered.");
    }

    static HubException etagMismatch(DeviceId id) {
        return new HubException(ErrorCode.PRECONDITION_FAILED, "ETag mismatch for device Id '" + id + "'");
    }

    /** What a store refused, in these words; anything else as it is. */
    static Throwable worded(DeviceId id, Throwable failure) {
        if (!(failure instanceof HubException refusal)) {
            return failure;
        }
        return switch (refusal.code()) {
            case DEVICE_NOT_FOUND -> notFound(id);
            case PRECONDITION_FAILED -> etagMismatch(id);
            case DEVICE_ALREADY_EXISTS -> alreadyExists(id);
            default -> refusal;
        };
    }
}
