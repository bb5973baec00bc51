package io.nave.hub.notification;

import java.time.Duration;

/** How often it is looked for notifications that a replica stored and, because it died, did not hand over. */
public record ForwardingPace(Duration poll) {
}
