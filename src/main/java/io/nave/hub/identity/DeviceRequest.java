package io.nave.hub.identity;

import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;

/**
 * What a back end wants a device to be: the writable part of a device document (service-protocols §5.2, §5.3). {@code enabled}
 * and {@code credentials} are empty when they were left out; {@code statusReason} is empty text when there is none.
 */
public record DeviceRequest(DeviceId id, Optional<Boolean> enabled, String statusReason,
        Optional<CredentialsRequest> credentials) {

    private static final int MAX_REASON = 128;

    /** Fails with ARGUMENT_INVALID when the status reason has more than 128 characters. */
    public DeviceRequest {
        if (statusReason.codePointCount(0, statusReason.length()) > MAX_REASON) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "statusReason has at most 128 characters");
        }
    }
}
