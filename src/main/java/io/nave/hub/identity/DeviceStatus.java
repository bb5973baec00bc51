package io.nave.hub.identity;

import java.time.Instant;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * Whether a device may connect, and why not (service-protocols §5.1). {@code reason} is empty when there is none;
 * {@code updatedAt} is {@link Device#NEVER} until the status changed.
 */
public record DeviceStatus(boolean enabled, String reason, Instant updatedAt) {

    /** Of a new device that nothing was said about. */
    public static final DeviceStatus ENABLED = new DeviceStatus(true, "", Device.NEVER);

    private static final int MAX_REASON = 128;

    /** Gives the text back when it can be a reason: at most 128 characters. Fails with ARGUMENT_INVALID. */
    static String checkReason(String reason) {
        if (reason.codePointCount(0, reason.length()) > MAX_REASON || reason.indexOf('\0') >= 0) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "statusReason has at most 128 characters and no NUL");
        }
        return reason;
    }
}
