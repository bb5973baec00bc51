package io.nave.hub.identity;

import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;

/**
 * What a back end wants a module to be: the writable part of a module document (service-protocols §5.7). What was left out is
 * empty.
 */
public record ModuleRequest(ClientId id, Optional<String> managedBy, Optional<CredentialsRequest> credentials) {

    private static final int MAX_MANAGED_BY = 128;

    /** Fails with ARGUMENT_INVALID when {@code managedBy} has more than 128 characters. */
    public ModuleRequest {
        if (managedBy.filter(text -> text.length() > MAX_MANAGED_BY || text.indexOf('\0') >= 0).isPresent()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "managedBy has at most 128 characters and no NUL");
        }
    }
}
