package io.nave.hub.connections;

import java.time.Duration;

/**
 * How soon connects and disconnects are told. With a {@code snapshot} they are told so often, and of each identity only the
 * last one: what changed and changed back meanwhile shows as the same state with another number (semantics §2.4). Without one,
 * that is zero, each is told at once. {@code look} is how often it is looked for what other replicas left behind.
 */
public record ConnectionEventPace(Duration snapshot, Duration look) {

    boolean isDamped() {
        return snapshot.isPositive();
    }
}
