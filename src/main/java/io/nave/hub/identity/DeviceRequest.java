package io.nave.hub.identity;

import java.util.Optional;

import io.nave.hub.id.DeviceId;

/**
 * What a back end wants a device to be: the writable part of a device document (service-protocols §5.2, §5.3). {@code enabled}
 * and {@code credentials} are empty when they were left out; {@code statusReason} is empty text when there is none.
 */
public record DeviceRequest(DeviceId id, Optional<Boolean> enabled, String statusReason,
        Optional<CredentialsRequest> credentials, EdgeRequest edge) {

    /** Fails with ARGUMENT_INVALID when the status reason has more than 128 characters. */
    public DeviceRequest {
        DeviceStatus.checkReason(statusReason);
    }
}
