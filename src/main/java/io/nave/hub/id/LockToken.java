package io.nave.hub.id;

import java.util.Optional;
import java.util.UUID;

/**
 * Says which delivery of a queued message is meant: the message's sequence number and the secret of this one delivery, together
 * 16 bytes that look like a GUID, as AMQP delivery tags and HTTP etags must (device-protocols §2.8, §3.4).
 */
public record LockToken(UUID value) {

    public static LockToken of(long sequenceNumber, long nonce) {
        return new LockToken(new UUID(sequenceNumber, nonce));
    }

    /** Reads the text of a token, with or without quotes; empty when it is none. */
    public static Optional<LockToken> parse(String text) {
        try {
            return Optional.of(new LockToken(UUID.fromString(text.replace("\"", ""))));
        } catch (IllegalArgumentException notAToken) {
            return Optional.empty();
        }
    }

    /** The place of the message in its queue. */
    public long sequenceNumber() {
        return value.getMostSignificantBits();
    }

    /** What tells this delivery of the message from others. */
    public long nonce() {
        return value.getLeastSignificantBits();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
