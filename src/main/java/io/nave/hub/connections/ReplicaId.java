package io.nave.hub.connections;

import java.util.UUID;

/** Which replica of the hub this is: {@code incarnation} is new at every start, so a restarted replica is another one. */
public record ReplicaId(String incarnation) {

    /** Characters that stand between the parts of what replicas store and send are not allowed. */
    public ReplicaId {
        if (!incarnation.matches("[0-9A-Za-z-]{1,64}")) {
            throw new IllegalArgumentException("An incarnation has 1 to 64 letters, digits and hyphens");
        }
    }

    public static ReplicaId random() {
        return new ReplicaId(UUID.randomUUID().toString());
    }
}
