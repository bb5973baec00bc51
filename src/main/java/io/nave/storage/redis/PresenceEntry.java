package io.nave.storage.redis;

import java.time.Instant;
import java.util.Optional;

import io.nave.hub.connections.Presence;

/**
 * Who holds an identity, as it stands in Redis: {@code incarnation|epoch|since|activity|generation}. Who is not connected has
 * no incarnation. The epoch of an identity only grows: of two notes of it the one with the greater epoch is the newer one. Then
 * come the time since when that is so and the time of the last activity, in milliseconds since 1970, and the generation id.
 */
record PresenceEntry(String incarnation, long epoch, long since, long activity, String generationId) {

    private static final int PARTS = 5;

    /** Reads an entry; empty when another version of the hub wrote something else there. */
    static Optional<PresenceEntry> parse(String text) {
        String[] parts = text.split("\\|", PARTS);
        try {
            return parts.length < PARTS ? Optional.empty()
                    : Optional.of(new PresenceEntry(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]),
                            Long.parseLong(parts[3]), parts[4]));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    /** While the replica lives that holds it. */
    Presence presence() {
        return new Presence(generationId, isConnected(), Instant.ofEpochMilli(since), Instant.ofEpochMilli(activity));
    }

    boolean isConnected() {
        return !incarnation.isEmpty();
    }
}
