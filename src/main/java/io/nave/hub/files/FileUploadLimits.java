package io.nave.hub.files;

import java.time.Duration;

/**
 * The rules of file upload (semantics §7.4): how long a device has for a file, and whether the back end is told of it.
 */
public record FileUploadLimits(Duration sasTimeToLive, boolean isNotifying) {

    /** What a hub has that is configured with nothing. */
    public static final FileUploadLimits DEFAULT = new FileUploadLimits(Duration.ofHours(1), true);

    /** Fails when a limit is out of range; the message names the setting. */
    public FileUploadLimits {
        if (sasTimeToLive.compareTo(Duration.ofMinutes(1)) < 0 || sasTimeToLive.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("nave.files.sas-time-to-live must be one minute to 24 hours");
        }
    }
}
