package io.nave.storage.redis;

import java.util.Optional;

/**
 * Who holds an identity, as it stands in Redis: {@code incarnation|epoch|since}. The epoch of a bucket only grows, so of two
 * connections of an identity the one with the greater epoch is the newer one; since is in milliseconds since 1970.
 */
record PresenceEntry(String incarnation, long epoch, long since) {

    /** Reads an entry; empty when another version of the hub wrote something else there. */
    static Optional<PresenceEntry> parse(String text) {
        String[] parts = text.split("\\|", -1);
        try {
            return parts.length < 3 ? Optional.empty()
                    : Optional.of(new PresenceEntry(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2])));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }
}
