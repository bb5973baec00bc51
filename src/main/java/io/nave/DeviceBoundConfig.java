package io.nave;

import java.time.Duration;
import java.util.OptionalInt;

import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.servicebound.FeedbackLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The queues of cloud-to-device messages, and the feedback on them. */
@ConfigMapping(prefix = "nave.device-bound")
interface DeviceBoundConfig {

    /** How long a message lives whose sender did not say; one minute to two days. */
    @WithDefault("1h")
    Duration defaultTimeToLive();

    /** How long a message is with a receiver that does not settle it; 5 s to 5 min. */
    @WithDefault("60s")
    Duration lockDuration();

    /** How often a message may be abandoned: 1 to 100. */
    @WithDefault("10")
    int maxDeliveryCount();

    /** Messages in the queue of one device: 1 to 1000000; without it 1000, and 50 in strict compatibility. */
    OptionalInt maxQueueDepth();

    /** Dead letters that are kept of each device for the view of administrators: 0 to 1000. */
    @WithDefault("20")
    int deadLetters();

    /** Feedback on its way to the back end. */
    Feedback feedback();

    /** Feedback on its way to the back end. */
    interface Feedback {

        /** How long feedback that nobody reads is kept; one minute to two days. */
        @WithDefault("1h")
        Duration timeToLive();

        /** How long a batch is with a receiver that does not settle it; 5 s to 5 min. */
        @WithDefault("60s")
        Duration lockDuration();

        /** How often a batch may be given back: 1 to 100. */
        @WithDefault("10")
        int maxDeliveryCount();

        /** How long the first record waits for others at most; 100 ms to one minute. */
        @WithDefault("15s")
        Duration flushAfter();

        /** As the hub takes it; fails when a value is not allowed. */
        default FeedbackLimits limits() {
            return new FeedbackLimits(timeToLive(), lockDuration(), maxDeliveryCount(), flushAfter());
        }
    }

    /** As the hub takes it; fails when a value is not allowed. */
    default DeviceBoundLimits limits(HubConfig.Compatibility compatibility) {
        int depth = maxQueueDepth().orElse(compatibility == HubConfig.Compatibility.STRICT ? DeviceBoundLimits.STRICT_DEPTH
                : DeviceBoundLimits.DEPTH);
        return new DeviceBoundLimits(defaultTimeToLive(), lockDuration(), maxDeliveryCount(), depth, deadLetters());
    }
}
