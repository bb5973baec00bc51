package io.nave;

import java.time.Duration;

import io.nave.hub.files.FileUploadLimits;
import io.nave.hub.servicebound.FileNotificationLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The files that devices upload, and the notifications of them. */
@ConfigMapping(prefix = "nave.files")
interface FilesConfig {

    /** How long a device has for a file, from when it asks where to put it until it says that it is there; 1 min to 24 h. */
    @WithDefault("1h")
    Duration sasTimeToLive();

    /** What back ends are told of files. */
    Notifications notifications();

    /** What back ends are told of files. */
    interface Notifications {

        /** Whether they are told at all. */
        @WithDefault("true")
        boolean enabled();

        /** How long a notification that nobody reads is kept; one minute to two days. */
        @WithDefault("1h")
        Duration timeToLive();

        /** How long a notification is with a receiver that does not settle it; 5 s to 5 min. */
        @WithDefault("60s")
        Duration lockDuration();

        /** How often a notification may be given back: 1 to 100. */
        @WithDefault("10")
        int maxDeliveryCount();

        /** As the hub takes it; fails when a value is not allowed. */
        default FileNotificationLimits limits() {
            return new FileNotificationLimits(timeToLive(), lockDuration(), maxDeliveryCount());
        }
    }

    /** As the hub takes it; fails when a value is not allowed. */
    default FileUploadLimits limits() {
        return new FileUploadLimits(sasTimeToLive(), notifications().enabled());
    }
}
