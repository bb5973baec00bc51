package io.nave.hub.identity;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.limits.HubLimits;

/** The refusals about modules in the words that the field knows (semantics §6.3). */
final class ModuleRefusals {

    private ModuleRefusals() {
    }

    static HubException notFound(ClientId id) {
        return new HubException(ErrorCode.MODULE_NOT_FOUND, "A module with Id '" + id + "' is not registered.");
    }

    static HubException etagMismatch(ClientId id) {
        return new HubException(ErrorCode.PRECONDITION_FAILED, "ETag mismatch for module Id '" + id + "'");
    }

    /** What a store refused, in these words; anything else as it is. */
    static Throwable worded(ClientId id, Throwable failure) {
        if (!(failure instanceof HubException refusal)) {
            return failure;
        }
        return switch (refusal.code()) {
            case MODULE_NOT_FOUND -> notFound(id);
            case PRECONDITION_FAILED -> etagMismatch(id);
            case DEVICE_NOT_FOUND -> IdentityRefusals.notFound(id.device());
            case MODULE_ALREADY_EXISTS -> new HubException(ErrorCode.MODULE_ALREADY_EXISTS,
                    "A module with Id '" + id + "' is already registered.");
            case TOO_MANY_MODULES -> new HubException(ErrorCode.TOO_MANY_MODULES,
                    "A device has at most " + HubLimits.MAX_MODULES + " modules");
            default -> refusal;
        };
    }
}
