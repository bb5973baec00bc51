package io.nave.hub.configurations;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;

import io.nave.hub.id.ETag;

/** An automatic configuration (semantics §7.2). {@code revision} counts its changes from 1. */
public record Configuration(ConfigurationId id, ConfigurationContent content, ConfigurationSettings settings,
        Instant createdAt, Instant updatedAt, long revision) {

    /** Who wins first: the higher priority, then the younger one, then whichever, but always the same. */
    static final Comparator<Configuration> BY_RANK = Comparator
            .comparingInt((Configuration configuration) -> configuration.settings().priority())
            .thenComparing(Configuration::createdAt).reversed()
            .thenComparing(configuration -> configuration.id().value());

    /** The base64 text of the decimal number (service-protocols §4.4). */
    public ETag etag() {
        byte[] number = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
        return new ETag(Base64.getEncoder().encodeToString(number));
    }

    /** Whether it can be for anybody. */
    boolean hasTargets() {
        return !settings.targetCondition().isBlank();
    }
}
