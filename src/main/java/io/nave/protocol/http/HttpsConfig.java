package io.nave.protocol.http;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How devices are served over HTTPS; the port is {@code quarkus.http.ssl-port}. */
@ConfigMapping(prefix = "nave.https")
interface HttpsConfig {

    /**
     * How long a device that asks for a message, where there is none, waits for one: 0s, which answers at once as the service
     * does, to 4m.
     */
    @WithDefault("0s")
    Duration receiveWait();

    /** How many devices may wait like that in one replica: 1 to 100000. What is more is answered at once. */
    @WithDefault("1000")
    int maxWaiting();

    /** As long polls take it; fails when a value is not allowed. */
    default LongPollLimits limits() {
        return new LongPollLimits(receiveWait(), maxWaiting());
    }
}
